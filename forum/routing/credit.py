"""Who answered because she was invited, and solved it: a fact that reputation thanks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from forum.core.db import db
from forum.reputation.facts import Fact, public_solution
from forum.routing.models import Invitation
from forum.threads.models import Answer, Question


def solved_when_invited(person_ids: Sequence[int]) -> Iterable[Fact]:
    """Invitations of these people whose answer is the solution now. One query; a source of `reputation.facts`."""
    rows = db.session.execute(
        sa.select(
            Invitation.person_id,
            Invitation.id,
            Answer.id,
            Question.topic_id,
            sa.func.coalesce(Answer.accepted_at, Invitation.answered_at, Answer.created_at),
        )
        .join(Answer, Answer.id == Invitation.answer_id)
        .join(Question, Question.id == Answer.question_id)
        .where(
            Invitation.person_id.in_(person_ids), Answer.author_id == Invitation.person_id, public_solution()
        )
    )
    for person, invitation, answer, topic, at in rows:
        yield Fact(person, "invited", f"invitation:{invitation}", f"answer:{answer}", None, topic, at)
