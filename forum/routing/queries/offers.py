"""One question that a person could answer: on the home page, and when she just answered another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.roles import Viewer
from forum.routing import policy
from forum.routing.models import Fit, Invitation
from forum.routing.queries.waiting import unanswered
from forum.threads import queries as threads
from forum.threads.models import Affected, Question
from forum.threads.queries import QuestionRow


@dataclass(frozen=True, slots=True)
class Offer:
    """A question for one person. `invitation`: its number, when she was invited; `solved`: one like it that she solved."""

    question: QuestionRow
    invitation: int | None
    solved: QuestionRow | None


def one_for(viewer: Viewer, without: int | None = None) -> Offer | None:
    """The unanswered question that fits her best; invitations first, else one like those that she solved. Two queries.

    Nothing for guests and for people of the company, nothing that she declined. `without`: a question she looks at.
    """
    if viewer.id is None or not policy.can_be_invited(viewer):
        return None
    mine = sa.and_(Invitation.question_id == Question.id, Invitation.person_id == viewer.id)
    conditions = [
        Fit.person_id == viewer.id,
        Invitation.declined_at.is_(None),
        Question.author_id != viewer.id,
        Question.created_at > clock.now() - timedelta(days=policy.LOOK_BACK_DAYS),
        unanswered(),
        threads.visible(viewer),
        ~sa.exists().where(Affected.question_id == Question.id, Affected.person_id == viewer.id),
    ]
    if without is not None:
        conditions.append(Question.id != without)
    found = db.session.execute(
        sa.select(Question.id, Invitation.id.label("invitation"), Fit.similar)
        .join(Fit, Fit.question_id == Question.id)
        .outerjoin(Invitation, mine)
        .where(*conditions)
        .order_by(
            sa.case((Invitation.id.is_not(None), 0), else_=1),
            Fit.score.desc(),
            Question.created_at.desc(),
            Question.id.desc(),
        )
        .limit(1)
    ).first()
    if found is None:
        return None
    rows = {row.id: row for row in threads.rows([found.id, *found.similar], viewer)}
    if found.id not in rows:
        return None
    solved = next((rows[number] for number in found.similar if number in rows), None)
    return Offer(rows[found.id], found.invitation, solved)
