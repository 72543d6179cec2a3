"""What notifications keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.accounts.personal_data import ERASED_NAME
from forum.core.db import db
from forum.core.personal_data import Kept
from forum.core.text import N_
from forum.notifications.models import MailChoice, Notice


def _export(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Notice).where(Notice.person_id == person_id))
    return [{"kind": n.kind, "values": n.values, "url": n.url, "at": n.at.isoformat()} for n in rows]


def _erase(person_id: int) -> None:
    """Their inbox goes; in the inboxes of others, what they did stays, without their name.

    A notice knows names only: of two people with one name, the other one is not named any more either.
    """
    db.session.execute(sa.delete(Notice).where(Notice.person_id == person_id))
    name = db.session.scalar(sa.select(Person.name).where(Person.id == person_id))
    for notice in db.session.scalars(sa.select(Notice).where(Notice.values["who"].as_string() == name)):
        notice.values = {**notice.values, "who": ERASED_NAME}


NOTICES = Kept(
    table="notice",
    what=N_("What you were told: answers, accepted solutions, replies from us."),
    why=N_("So that you find it again in your inbox."),
    days=None,
    export=_export,
    erase=_erase,
)


def _export_mail(person_id: int) -> list[dict[str, Any]]:
    found = db.session.get(MailChoice, person_id)
    if found is None:
        return []
    bounced = found.bounced_at.isoformat() if found.bounced_at else None
    return [{"off": found.off, "bounced_at": bounced, "bounce": found.bounce}]


def _erase_mail(person_id: int) -> None:
    db.session.execute(sa.delete(MailChoice).where(MailChoice.person_id == person_id))


MAIL = Kept(
    table="mail_choice",
    what=N_("Which mails you ended, and what your mail server said when it could not take one."),
    why=N_("So that you get no mail you don’t want, and we learn when none arrives."),
    days=None,
    export=_export_mail,
    erase=_erase_mail,
)
