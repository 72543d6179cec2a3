"""What routing keeps about a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import NOBODY, YOU, Kept
from forum.core.text import N_
from forum.routing import policy
from forum.routing.models import Fit, Invitation, InvitationChoice


def _export(model: Any) -> Callable[[int], list[dict[str, Any]]]:
    def export(person_id: int) -> list[dict[str, Any]]:
        chosen = sa.select(*model.__table__.c).where(model.person_id == person_id)
        return [
            dict(row._mapping) for row in db.session.execute(chosen.order_by(*model.__table__.primary_key))
        ]

    return export


def _erase(model: Any) -> Callable[[int], None]:
    def erase(person_id: int) -> None:
        db.session.execute(sa.delete(model).where(model.person_id == person_id))

    return erase


ENTRIES = (
    Kept(
        table="question_fit",
        what=N_("Questions without an answer that are like those you solved."),
        why=N_("To show you one that you could answer, and to invite you."),
        days=policy.LOOK_BACK_DAYS,
        export=_export(Fit),
        erase=_erase(Fit),
        seen_by=NOBODY,
    ),
    Kept(
        table="answer_invitation",
        what=N_("Questions you were invited to answer, and what you said to it."),
        why=N_("So that nobody is asked too often, and not about what is not their field."),
        days=None,
        export=_export(Invitation),
        erase=_erase(Invitation),
        seen_by=YOU,
    ),
    Kept(
        table="invitation_choice",
        what=N_("How many invitations to answer you take in a week."),
        why=N_("So that you get as many as you want, or none."),
        days=None,
        export=_export(InvitationChoice),
        erase=_erase(InvitationChoice),
        seen_by=YOU,
    ),
)
