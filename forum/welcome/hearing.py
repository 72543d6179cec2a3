"""Posts that were just written."""

from __future__ import annotations

from typing import Any

from forum.core import events, targets
from forum.welcome import actions


@events.on("post.written")
def _written(target: str, author_id: int, new: bool, **_more: Any) -> None:
    post = targets.parse(str(target))
    if new and post.kind in actions.MODELS:
        actions.greet(post, author_id)
