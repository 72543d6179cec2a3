"""What the forms of articles send, and words of their states."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from flask import request
from flask_babel import get_locale
from flask_babel import gettext as _

from forum.config import LANGUAGES
from forum.core import forms
from forum.core.text import N_
from forum.knowledge.models import Revision


class ArticleForm(NamedTuple):
    """The text of an article as somebody writes it. `based_on`: the newest revision's number when she began."""

    title: str = ""
    summary: str = ""
    body: str = ""
    phrasings: str = ""  # one a line
    topic: str = ""
    lang: str = ""
    because: str = ""
    mends: tuple[int, ...] | None = None  # the open flags that publishing it closes; None: all of them
    significance: str = "medium"
    catches_up: bool = False  # it says again what the other languages say
    based_on: int = 0

    @property
    def ways(self) -> list[str]:
        """The phrasings as a list."""
        return [line.strip() for line in self.phrasings.split("\n") if line.strip()]


def read() -> ArticleForm:
    """The article form of this request."""
    return ArticleForm(
        title=forms.line("title"),
        summary=forms.line("summary"),
        body=forms.text("body"),
        phrasings=forms.text("phrasings"),
        topic=forms.line("topic"),
        lang=forms.line("lang"),
        because=forms.line("because"),
        mends=_mends(request.form),
        significance=forms.line("significance") or "medium",
        catches_up=bool(request.form.get("catches_up")),
        based_on=request.form.get("based_on", default=0, type=int),
    )


def _mends(fields: Mapping[str, str]) -> tuple[int, ...] | None:
    """What was ticked of the flags that the form showed; None when it showed none."""
    if "mends_of" not in fields:
        return None
    shown = [number for number in fields["mends_of"].split() if number.isascii() and number.isdigit()]
    return tuple(int(number) for number in shown if fields.get(f"mends_{number}"))


def of_revision(revision: Revision, newest: Revision, topic: str, lang: str) -> ArticleForm:
    """The form to go on from `revision`; the next one follows `newest`."""
    return ArticleForm(
        title=revision.title,
        summary=revision.summary,
        body=revision.body,
        phrasings="\n".join(revision.phrasings),
        topic=topic,
        lang=lang,
        because=_because(revision, newest),
        significance=newest.significance if newest.waits else "medium",
        catches_up=newest.catches_up if newest.waits else False,
        based_on=newest.number,
    )


def of_draft(fields: dict[str, str], fallback: ArticleForm) -> ArticleForm:
    """The form as it was saved while typing."""
    return ArticleForm(
        title=fields.get("title", fallback.title),
        summary=fields.get("summary", fallback.summary),
        body=fields.get("body", fallback.body),
        phrasings=fields.get("phrasings", fallback.phrasings),
        topic=fields.get("topic", fallback.topic),
        lang=fields.get("lang", fallback.lang),
        because=fields.get("because", fallback.because),
        mends=_mends(fields) if "mends_of" in fields else fallback.mends,
        significance=fields.get("significance", fallback.significance),
        catches_up=bool(fields.get("catches_up")),
        based_on=int(fields["based_on"]) if fields.get("based_on", "").isdigit() else fallback.based_on,
    )


def _because(revision: Revision, newest: Revision) -> str:
    if revision.number != newest.number:
        return str(_("Brings back revision %(number)s", number=revision.number))
    return newest.because if newest.state in ("draft", "rejected") else ""


#: What the author of a revision says of it: its name, and what follows when it is published.
SIGNIFICANCES: dict[str, tuple[str, str]] = {
    "typo": (N_("Typo"), N_("It says the same. Nobody is told; verdicts and open flags stay.")),
    "medium": (
        N_("Change"),
        N_("It says a little more, or says it better. Its translations need an update; verdicts stay."),
    ),
    "major": (
        N_("Major change"),
        N_(
            "It says something else. Its translations are outdated and readers are told; verdicts and visits start anew."
        ),
    ),
}


_NAMED = re.compile(r"(?:.*/articles/)?(\d{1,9})\b")


def article_number(name: str) -> int | None:
    """The article that a field names: "12 Title" as offered in a list, "12", or its address; None when it names none."""
    found = _NAMED.match(forms.line(name))
    return int(found[1]) if found else None


def significance_options() -> list[tuple[str, str]]:
    """(code, words) for the choice, with what follows from each."""
    return [(code, f"{_(name)}: {_(follows)}") for code, (name, follows) in SIGNIFICANCES.items()]


def significance_name(code: str) -> str:
    """What a significance is called."""
    return str(_(SIGNIFICANCES[code][0])) if code in SIGNIFICANCES else code


def moment(name: str) -> datetime | None:
    """A field of date and time (UTC, as the form says); None when it is empty or no moment."""
    try:
        return datetime.fromisoformat(forms.line(name)).replace(tzinfo=UTC)
    except ValueError:
        return None


STATES: dict[str, str] = {
    "draft": N_("Draft"),
    "in_review": N_("Waits for review"),
    "approved": N_("Approved"),
    "rejected": N_("Sent back"),
    "published": N_("Published"),
    "superseded": N_("Replaced"),
}


def state_name(state: str) -> str:
    """What a state is called."""
    return str(_(STATES[state])) if state in STATES else state


def language_name(code: str) -> str:
    """A language by its own name where the site speaks it, else in the reader's words."""
    if code in LANGUAGES:
        return LANGUAGES[code]
    try:
        return str(Locale.parse(code).get_display_name(get_locale()) or code)
    except (UnknownLocaleError, ValueError):
        return code


def translated(errors: dict[str, str]) -> dict[str, str]:
    """The sentences of an `Invalid`, in the reader's language."""
    return {name: str(_(sentence)) for name, sentence in errors.items()}
