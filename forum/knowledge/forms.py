"""What the forms of articles send, and words of their states."""

from __future__ import annotations

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
    keeps_flags: bool = False  # publishing it leaves open flags open: it corrects something else
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
        keeps_flags=bool(request.form.get("keeps_flags")),
        based_on=request.form.get("based_on", default=0, type=int),
    )


def of_revision(revision: Revision, newest: Revision, topic: str, lang: str) -> ArticleForm:
    """The form to go on from `revision`; the next one follows `newest`."""
    return ArticleForm(
        title=revision.title,
        summary=revision.summary,
        body=revision.body,
        phrasings="\n".join(revision.phrasings),
        topic=topic,
        lang=lang,
        because=newest.because if newest.state in ("draft", "rejected") else "",
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
        keeps_flags=bool(fields.get("keeps_flags")),
        based_on=int(fields["based_on"]) if fields.get("based_on", "").isdigit() else fallback.based_on,
    )


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
