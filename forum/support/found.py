"""Cases as targets: what a flag may say that it was shown by. Staff see them all, customers their own."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.targets import Kind, Shown, Target
from forum.support import policy
from forum.support.models import Case
from forum.threads.models import Question


def register() -> None:
    """Say that the kind exists."""
    targets.register(Kind("case", _look_up, place="/desk/cases/"))


def _look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    if viewer.id is None:
        return {}
    seen = sa.true() if policy.can_work(viewer) else Case.customer_id == viewer.id
    rows = db.session.execute(
        sa.select(Case.id, Question.id.label("question"), Question.title, Question.topic_id, Question.lang)
        .join(Question, Question.id == Case.question_id)
        .where(Case.id.in_(list(numbers)), seen)
    )
    return {
        r.id: Shown(
            Target("case", r.id),
            r.title,
            f"/desk/cases/{r.id}",
            f"question:{r.question}",
            None,
            r.topic_id,
            lang=r.lang,
        )
        for r in rows
    }
