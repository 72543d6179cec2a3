"""Verdicts on a text that was only corrected stay verdicts on it."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.core.targets import Target
from forum.votes.models import Verdict


def carry_over(target: Target, before: int, now: int) -> None:
    """Let what readers said of revision `before` (an id) count for revision `now`: it says the same.

    Who said something already said it of `now`. In the current transaction; tell `search.signals.changed`.
    """
    db.session.execute(
        sa.update(Verdict)
        .where(
            Verdict.target_kind == target.kind,
            Verdict.target_id == target.number,
            Verdict.revision_id == before,
        )
        .values(revision_id=now)
        .execution_options(synchronize_session=False)
    )
