"""Who is told of invitations: only who is invited. That one was taken back is not news."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from forum.accounts.models import Person
from forum.core.db import db
from forum.notifications.actions import take_back, tell
from forum.routing.models import Invitation
from forum.threads import queries as threads
from forum.threads.models import Question

KIND = "invited"


def path(invitation_id: int) -> str:
    """The page of an invitation."""
    return f"/my/invitations/{invitation_id}"


def invited(invitation: Invitation, question: Question) -> None:
    """In her inbox and by mail, as she chose; the mail can be answered as the question itself can."""
    tell(
        invitation.person_id,
        KIND,
        path(invitation.id),
        mail_as="invited",
        about=question.document,
        thing=question.document,
        title=question.title,
        excerpt=question.excerpt,
        invitation=invitation.id,
    )


def withdrawn(invitations: Sequence[Invitation]) -> None:
    """What waits in inboxes, or to be mailed, for nothing, is taken out."""
    for each in invitations:
        take_back(KIND, f"question:{each.question_id}", invitation=each.id)


def still_stands(person: Person, values: dict[str, Any]) -> bool:
    """Does the invitation still wait for her, and may she see the question? Asked again before a mail goes."""
    found = db.session.get(Invitation, values.get("invitation"))
    return found is not None and found.stands and threads.may_see(person, found.question_id)
