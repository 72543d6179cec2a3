"""Tell people; read what one was told."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, mail
from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications import mailing
from forum.notifications.models import Notice


def tell(
    person_id: int,
    kind: str,
    url: str,
    mail_as: str | None = None,
    about: str | None = None,
    must_know: bool = False,
    mail_only: dict[str, str] | None = None,
    **values: Any,
) -> None:
    """Tell one person, in the current transaction.

    `kind`: a registered kind; `url`: the path it leads to; `values`: plain values for its sentence and mail.
    `mail_only`: values for the mail that must not be kept here (addresses that act for her).
    `mail_as`: also send the mail `templates/email/<mail_as>/`, with `url` made whole and the person's `name`.
    `about`: "question:34" or "private:34", what the mail tells of: mails of one question form one thread and can be
    answered (`core.mail.send_later`). The mail can be ended by one click, unless she `must_know` (decisions on her posts).
    People without a proven address, suspended and erased ones, and those who ended such mails get none.
    """
    person = db.session.get(Person, person_id)
    if person is None or not person.is_active:
        return
    db.session.add(Notice(person_id=person_id, kind=kind, values=values, url=url, at=clock.now()))
    if not (mail_as and person.email and person.verified_at):
        return
    if must_know or mailing.wants(person_id, about):
        mail.send_later(
            person.email,
            mail_as,
            person.language,
            about=about,
            unsubscribe=None if must_know else mailing.ending_address(person_id, about),
            name=person.name,
            url=mail.whole(url),
            path=url,
            **(values | (mail_only or {})),
        )


def read_all(by: Viewer) -> int:
    """Mark all notices of `by` as read; returns how many were new."""
    result = db.session.execute(
        sa.update(Notice)
        .where(Notice.person_id == by.id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
