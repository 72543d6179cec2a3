"""A mail that tells one thing at once: written when it goes, in the words that hold then."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from flask_babel import force_locale

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import clock, mail
from forum.notifications import kinds, mailing
from forum.notifications.models import Notice

PLAIN = "notice"  # templates/email/notice: says the sentence, and where to read on


def send(notices: Sequence[Notice], person: Person, mail_as: str | None, mail_only: dict[str, str]) -> None:
    """Queue one mail that tells these notices of one bundle; the newest one's words, url and thread."""
    newest = notices[-1]
    lang = language(person)
    with force_locale(lang):
        sentence = kinds.sentence(newest.kind, newest.values, len(notices))
    must_know = newest.must_know
    row = kinds.row_of(newest.kind).name
    values = {
        "name": person.name,
        "url": mail.whole(newest.url),
        "path": newest.url,
        "sentence": sentence,
        "choices_url": mailing.choices_address(person.id),
    }
    assert person.email is not None
    mail.send_later(
        person.email,
        mail_as or PLAIN,
        lang,
        about=newest.about,
        unsubscribe=None if must_know else mailing.ending_address(person.id, newest.about, row),
        told={"notices": [notice.id for notice in notices], "digest": None},
        **(newest.values | values | mail_only),
    )
    for notice in notices:
        notice.mailed_at = clock.now()


def language(person: Person) -> str:
    """The language of her mails."""
    lang = person.language
    return lang if lang in LANGUAGES else current_app.config["SETTINGS"].default_language
