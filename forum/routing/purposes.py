"""What people may choose about invitations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.accounts.models import Person
from forum.core import consents
from forum.core.db import db
from forum.core.roles import Viewer
from forum.routing import actions, choices, policy, queries

NAME = "invitations"


def register() -> None:
    """Offer it."""
    consents.register(
        consents.Purpose(
            NAME,
            title=_("Invitations to answer"),
            what=_("Which questions you solved, and on which topics."),
            why=_("So that we can ask you when a question like those has no answer."),
            how_long=_(
                "Invitations: %(days)s days. Your answers: as long as they stand here.", days=policy.KEPT_DAYS
            ),
            gain=_("You are asked where you know most, and thanked for it."),
            default=True,
            because=_(
                "On from the start: what you solved is public, somebody waits for an answer, and you are asked a few times a week at most."
            ),
            read=_read,
            write=_write,
            concerns=_invited,
            endpoint="routing.index",
        )
    )


def _invited(viewer: Viewer) -> bool:
    return choices.INVITING.value and policy.can_be_invited(viewer)


def _read(person_id: int) -> bool | None:
    chosen = queries.per_week(person_id)
    return None if chosen is None else chosen > 0


def _write(person_id: int, given: bool) -> None:
    per_week = policy.nearest(choices.PER_WEEK.value) if given else 0
    actions.choose(db.session.get_one(Person, person_id), per_week)
