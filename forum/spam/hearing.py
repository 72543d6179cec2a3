"""What the filter hears of: posts that were written, and what moderators decided."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.core import events, targets
from forum.core.db import db
from forum.core.targets import Target
from forum.spam import actions


@events.on("post.written")
def look(
    target: str,
    author_id: int,
    title: str,
    text: str,
    form: Sequence[str] = (),
    new: bool = True,
    **_more: object,
) -> None:
    """Judge what was just written or edited."""
    author = db.session.get(Person, author_id)
    if author is not None:
        actions.judge(targets.parse(target), author, title, text, form, new)


@events.on("review.decided")
def learn(
    target: Target, decision: str, sources: Sequence[str], reasons: Sequence[str], by_id: int | None
) -> None:
    """Make a lesson of it."""
    actions.decided(target, decision, sources, reasons, by_id)
