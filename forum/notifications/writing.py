"""Mails of notices are written when they go, in the words that hold then. Writing takes milliseconds of processor time for
each, so it is done while only reading; then a few statements say what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import force_locale

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import clock, jobs, mail, sending
from forum.core.db import db
from forum.notifications import kinds, mailing
from forum.notifications.models import Notice
from forum.notifications.saying import MAIL_JOB

PLAIN = "notice"  # templates/email/notice: says the sentence, and where to read on


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of notices that wait to be mailed: found out while only reading, carried out by `carry_out`."""

    settled: Sequence[int] = ()  # they wait no more
    told: Sequence[int] = ()  # those of them that `mail` tells
    mail: dict[str, Any] | None = None  # for `core.sending`
    again: tuple[dict[str, Any], datetime] | None = None  # the job once more, later


def carry_out(plans: Sequence[Plan]) -> None:
    """Queue the mails, and note it in the notices. What was undone in between, `core.sending` finds."""
    settled = [number for plan in plans for number in plan.settled]
    told = [number for plan in plans for number in plan.told]
    now = clock.now()
    if settled:
        db.session.execute(sa.update(Notice).where(Notice.id.in_(settled)).values(mail=None))
    if told:
        db.session.execute(sa.update(Notice).where(Notice.id.in_(told)).values(mailed_at=now))
    jobs.enqueue_many(sending.KIND, [(plan.mail, now) for plan in plans if plan.mail is not None])
    jobs.enqueue_many(MAIL_JOB, [plan.again for plan in plans if plan.again is not None])


def write(
    notices: Sequence[Notice],
    person: Person,
    epoch: int,
    mail_as: str | None,
    mail_only: dict[str, str],
) -> dict[str, Any]:
    """One mail that tells these notices of one bundle: the newest one's words, url and thread."""
    newest = notices[-1]
    lang = language(person)
    with force_locale(lang):
        sentence = kinds.sentence(newest.kind, newest.values, len(notices))
    row = kinds.row_of(newest.kind).name
    ending = None if newest.must_know else mailing.ending_address(person.id, newest.about, row, epoch)
    values = {
        "name": person.name,
        "url": mail.whole(newest.url),
        "path": newest.url,
        "sentence": sentence,
        "choices_url": mailing.choices_address(person.id, epoch),
    }
    assert person.email is not None
    return mail.write(
        person.email,
        mail_as or PLAIN,
        lang,
        about=newest.about,
        unsubscribe=ending,
        told={"notices": [notice.id for notice in notices], "digest": None},
        **(newest.values | values | mail_only),
    )


def language(person: Person) -> str:
    """The language of her mails."""
    lang = person.language
    return lang if lang in LANGUAGES else current_app.config["SETTINGS"].default_language
