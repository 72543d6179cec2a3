"""Every mail of the site, with the words of an attacker in all that it says: its HTML part holds nothing of theirs but text, its head
nothing but what belongs there.

The words are put in below the notices: each folder of templates/email is written by the function that queues all mails, and each
kind of notice says its sentence with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import current_app
from jinja2 import meta

from forum import Askwell
from forum.core import mail, sending
from forum.notifications import kinds
from tests.factories import site
from tests.security import vectors
from tests.security.tally import Tally

EMAIL = Path(__file__).parents[2] / "templates" / "email"
HERE = "http://localhost/questions/1"
HEADER = "Kettle\r\nBcc: everybody@elsewhere.invalid\n\n<b>"
#: Values that are ours: addresses that we make, numbers, moments, names of states. All others are somebody's words.
OURS: dict[str, Any] = {
    **dict.fromkeys(("url", "link", "reset_link", "inbox_url", "mark_url", "appeal", "choices_url"), HERE),
    **dict.fromkeys(("solved_url", "stuck_url", "unsubscribe"), HERE),
    **dict.fromkeys(("hours", "days", "minutes", "count", "solved", "articles", "week", "year"), 2),
    "until": None, "due": datetime(2027, 1, 1, tzinfo=UTC), "measure": "warning", "deed": "hiding", "posts": "keep",
    "mine": False, "granted": False, "needs": False, "weekly": True,
}  # fmt: skip
NAMES = {each.name for each in EMAIL.iterdir() if each.is_dir()}
ELEMENTS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "main",
    "p",
    "a",
    "ul",
    "li",
    "h2",
    "footer",
    "blockquote",
    "br",
    "strong",
}
ATTRIBUTES = {"lang", "charset", "name", "content", "href", "class"}


#: What notices say besides words: states, moments, numbers. A value of another name is somebody's words.
SAID: dict[str, Any] = {
    "at": "2027-01-01T10:00:00+00:00", "until": None, "zone": "UTC", "week": 2, "year": 2026, "level": 2, "lang": "en",
    "question_id": 1, "revision": 1, "kept": True, "measure": "warning", "state": "open", "priority": "high",
}  # fmt: skip


class _Words(str):
    """Words of somebody, in whatever language a notice asks for."""

    def get(self, _lang: str) -> str:
        return self


class _Said(dict[str, Any]):
    """The values of a notice: those of SAID, and hostile words for whatever else it asks for."""

    def __init__(self, words: Iterator[str]) -> None:
        super().__init__(SAID)
        self.words = words
        self.update(
            {name: _Words(next(words)) for name in ("title", "who", "name", "because", "by", "rule", "other")}
        )

    def __missing__(self, _name: str) -> str:
        return _Words(next(self.words))


class _Reader(HTMLParser):
    """What an HTML part is made of that our own mails are not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.strange: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.strange.append(f"<{tag}>")
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.strange.append(f"<{tag} {name}={value}>")
            if name == "href" and urlsplit(value or "").netloc != "localhost":
                self.strange.append(f"link to {value}")

    def handle_comment(self, data: str) -> None:
        self.strange.append(f"<!--{data[:40]}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def _values(message: str, words: Iterator[str]) -> dict[str, Any]:
    """Something for every value that the templates of this mail ask for."""
    asked: set[str] = {"name", "site_name"}
    for file in sorted((EMAIL / message).iterdir()):
        asked |= meta.find_undeclared_variables(current_app.jinja_env.parse(file.read_text(encoding="utf-8")))
    values = {name: OURS[name] if name in OURS else next(words) for name in sorted(asked)}
    if "sections" in values:
        lines = [{"text": next(words), "url": HERE}, {"text": next(words), "url": HERE}]
        values["sections"] = [{"title": next(words), "lines": lines}]
    return values


def _sent(payload: dict[str, Any], sender: str = "Askwell <help@example.com>") -> tuple[str, list[str]]:
    """The subject of the mail as a server gets it, and what is wrong with it."""
    raw = sending.compose(payload, sender).as_bytes()
    read = message_from_bytes(raw, policy=policy.default)
    wrong = [f"{name} twice" for name in ("From", "To", "Subject") if len(read.get_all(name, [])) != 1]
    wrong += [f"header {name}" for name in read if name.lower() in ("bcc", "cc")]
    wrong += [] if [each.addr_spec for each in read["To"].addresses] == ["carla@example.com"] else ["To"]
    wrong += [] if [each.addr_spec for each in read["From"].addresses] == ["help@example.com"] else ["From"]
    html = read.get_body(("html",))
    assert html is not None
    reader = _Reader()
    reader.feed(html.get_content())
    reader.close()
    wrong += [] if "Kettle" in "".join(reader.words) else ["none of their words"]
    return str(read["Subject"]), wrong + reader.strange


def test_no_mail_holds_markup_of_strangers(app: Askwell, tally: Tally) -> None:
    words, written = cycle([HEADER + each for each in vectors.blocks()]), 0
    with site(app):
        for message in sorted(NAMES):
            for lang in ("en", "zh"):
                values = _values(message, words)
                payload = mail.write(
                    "carla@example.com", message, lang, about="question:1", unsubscribe=HERE, **values
                )
                subject, wrong = _sent(payload)
                assert not wrong, (message, wrong)
                assert not set(subject) & set("\r\n"), message
                assert subject, message
                written += 1
    tally("mails read for markup of strangers", written)


def test_no_notice_holds_markup_of_strangers(app: Askwell, tally: Tally) -> None:
    words = cycle([HEADER + each for each in vectors.blocks()])
    read = 0
    with site(app):
        for kind in sorted(kinds._kinds):
            sentence = kinds.sentence(kind, _Said(words))
            payload = mail.write(
                "carla@example.com", "notice", "en", name=next(words), url=HERE, sentence=sentence
            )
            subject, wrong = _sent(payload)
            assert not wrong, (kind, wrong)
            assert not set(subject) & set("\r\n"), kind
            read += 1
    tally("mails read for markup of strangers", read)


def test_an_address_or_subject_of_two_lines_is_never_sent(app: Askwell) -> None:
    with site(app):
        good = mail.write("carla@example.com", "moved", "en", name=HEADER)
    assert _sent(good)[1] == []
    for field in ("to", "subject", "message_id"):
        with pytest.raises(ValueError, match=r"(?i)linefeed|carriage|newline"):
            sending.compose(
                good | {field: good[field] + "\r\nBcc: all@elsewhere.invalid"}, "help@example.com"
            )
    with pytest.raises(ValueError, match=r"(?i)linefeed|carriage|newline"):
        sending.compose(
            good | {"headers": {"References": "<a@b>\nBcc: all@elsewhere.invalid"}}, "help@example.com"
        )
