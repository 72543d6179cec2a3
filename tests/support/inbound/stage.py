"""Mails as people's programs write them, handed to the site as a mail server does."""

from __future__ import annotations

import itertools
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, jobs
from forum.core.db import db
from forum.support.inbound import actions
from forum.support.inbound.models import InboundMail
from tests.accounts import mails
from tests.factories import site

REPLY = "reply@help.example.com"
_numbers = itertools.count(1)


def answerable(app: Askwell) -> Askwell:
    """A site with inbound mail."""
    app.config["SETTINGS"].reply_address = REPLY
    return app


def newest_to(app: Askwell, person: Person) -> dict[str, Any]:
    """The last mail of ours to somebody, as it waits."""
    return [m for m in mails.waiting(app) if m["to"] == person.email][-1]


def address(app: Askwell, person: Person) -> str:
    """Where the last mail to somebody can be answered."""
    return str(newest_to(app, person)["headers"]["Reply-To"])


def written(sender: str, to: str, body: str, subject: str = "Re: Card", **headers: str) -> EmailMessage:
    """A mail. `headers` with "_" for "-"."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Message-ID"] = headers.pop("Message_ID", f"<{next(_numbers)}@carla.example.com>")
    made["Date"] = format_datetime(clock.now())
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(body)
    return made


def deliver(app: Askwell, mail: EmailMessage | bytes) -> InboundMail:
    """It comes in, and the worker deals with it; how it stands then."""
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    with site(app):
        number = actions.receive(raw, "command")
    with app.app_context():
        jobs.run_once(actions.JOB)
        wanted = InboundMail.id == number if number else InboundMail.key == actions.key_of(raw)
        found = db.session.scalars(sa.select(InboundMail).where(wanted)).one()
        db.session.expunge_all()
        return found


def answered(app: Askwell, mail: dict[str, Any], words: str) -> str:
    """What Gmail makes of a reply to a mail of ours."""
    quoted = "\n".join(f"> {line}".rstrip() for line in mail["text"].splitlines())
    return f"{words}\n\nOn Mon, Nov 23, 2026 at 12:00 PM Askwell <{REPLY}> wrote:\n\n{quoted}\n"
