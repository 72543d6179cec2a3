"""What mails that came in keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.personal_data import DATABASE, MAIL, STAFF, Kept
from forum.core.text import N_
from forum.support.inbound.models import InboundMail
from forum.support.inbound.policy import KEPT_DAYS


def _hers(person_id: int) -> sa.ColumnElement[bool]:
    email = db.session.scalar(sa.select(Person.email).where(Person.id == person_id))
    mine = InboundMail.person_id == person_id
    return sa.or_(mine, InboundMail.from_address == email.lower()) if email else mine


def _export(person_id: int) -> list[dict[str, Any]]:
    """Her mails; one that somebody else sent to her address only says that it came."""
    email = (db.session.scalar(sa.select(Person.email).where(Person.id == person_id)) or "").lower()
    rows = db.session.scalars(sa.select(InboundMail).where(_hers(person_id)).order_by(InboundMail.id))
    return [
        {
            "at": m.arrived_at.isoformat(),
            "subject": m.subject,
            "text": m.text,
            "files": m.files,
            "became": m.became,
        }
        if m.from_address == email
        else {"at": m.arrived_at.isoformat()}
        for m in rows
    ]


def _erase(person_id: int) -> None:
    """Hers go; of mails of others that name her address, the mail as it came (its text is cleaned with all texts)."""
    email = db.session.scalar(sa.select(Person.email).where(Person.id == person_id))
    if email:
        named = sa.or_(
            InboundMail.text.icontains(email, autoescape=True),
            InboundMail.subject.icontains(email, autoescape=True),
        )
        db.session.execute(sa.update(InboundMail).where(named).values(raw=None))
    db.session.execute(sa.delete(InboundMail).where(_hers(person_id)))
    db.session.execute(
        sa.update(InboundMail).where(InboundMail.handled_by_id == person_id).values(handled_by_id=None)
    )


INBOUND = Kept(
    table="inbound_mail",
    what=N_("Mails that you sent to us, as they came."),
    why=N_("So that none is lost, and each is dealt with once."),
    days=KEPT_DAYS,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
    where=(DATABASE, MAIL),
)
