"""What reports hear of the posts they are about."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core import events
from forum.core.db import db
from forum.core.targets import Target
from forum.reviews.models import ReviewItem


def set_up() -> None:
    """Subscribe."""
    events.on("post.purged")(purged)


def purged(target: Target, **_values: Any) -> None:
    """The words of the post are gone for good: the copy that was kept for judging it goes too."""
    of_it = ReviewItem.target_kind == target.kind, ReviewItem.target_id == target.number
    db.session.execute(sa.update(ReviewItem).where(*of_it).values(text=""))
