"""What happens to questions, for those who were invited to them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core import events
from forum.core.db import db
from forum.core.targets import Target
from forum.routing import actions
from forum.threads.models import Question


@events.on("question.answered")
def _answered(question_id: int, answer_id: int, by_id: int, **_more: Any) -> None:
    asker = db.session.scalar(sa.select(Question.author_id).where(Question.id == question_id))
    if by_id == asker:  # more of the question: nobody has answered it
        return
    credited = actions.answered(question_id, answer_id, by_id)
    if credited is not None:
        events.emit(
            "invitation.answered",
            invitation_id=credited.id,
            question_id=question_id,
            answer_id=answer_id,
            person_id=by_id,
        )


@events.on("question.solved")
def _solved(question_id: int, **_more: Any) -> None:
    actions.withdraw(question_id)


@events.on("post.withdrawn")
def _withdrawn(target: Target, question_id: int, **_more: Any) -> None:
    if target.kind == "question":
        actions.withdraw(question_id)
