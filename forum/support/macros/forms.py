"""What the form of a macro sends, and what a macro would say in one case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from forum.config import LANGUAGES
from forum.core import brand, forms
from forum.core.errors import Invalid
from forum.support.actions import words_of_tags
from forum.support.macros import placeholders
from forum.support.macros.models import Macro
from forum.support.macros.policy import Text
from forum.support.words import PRIORITY_NAMES
from forum.topics import queries as topics


class MacroForm(NamedTuple):
    """The fields as they stand in the form: text, all of them."""

    title: str = ""
    body: str = ""
    lang: str = ""
    topic: str = ""
    own: str = ""
    priority: str = ""
    tags: str = ""
    state: str = ""
    version: str = ""

    def text(self) -> Text:
        """What is to be kept. Raises `Invalid` where a word is too long."""
        topic = next((each.id for each in topics.all() if each.slug == self.topic), None)
        return Text(
            self.title,
            self.body,
            self.lang if self.lang in LANGUAGES else "",
            topic,
            self.own == "1",
            self.priority,
            tuple(words_of_tags(self.tags)),
            self.state,
        )


def read() -> MacroForm:
    """The form of this request."""
    lines = {name: forms.line(name) for name in MacroForm._fields if name != "body"}
    return MacroForm(**lines, body=forms.text("body").strip())


def of(macro: Macro) -> MacroForm:
    """A macro as its form shows it."""
    known = topics.by_id()
    topic = known[macro.topic_id].slug if macro.topic_id in known else ""
    return MacroForm(
        macro.title,
        macro.body,
        macro.lang,
        topic,
        "1" if macro.owner_id else "",
        macro.priority,
        ", ".join(macro.tags),
        macro.state,
        str(macro.version),
    )


def said(error: Invalid) -> dict[str, str]:
    """The sentences of an error, by field, in the reader's language."""
    found = error.errors or {"tags": error.message}
    return {name: str(_(sentence, **error.details)) for name, sentence in found.items()}


def values(case: Mapping[str, Any]) -> dict[str, str]:
    """What the placeholders stand for: `case` gives customer, agent, title and case."""
    site = brand.name()
    return {name: str(case.get(name, "")) for name in placeholders.NAMES} | {"site": site}


def example() -> dict[str, str]:
    """The same for a preview: a case that nobody has."""
    return values(
        {"customer": "Carla", "agent": _("Your name"), "title": _("Card declined abroad"), "case": "7"}
    )


def effects(macro: Macro) -> list[str]:
    """What sending a reply with it does to the case, in words."""
    found = []
    if macro.priority:
        found.append(_("Priority: %(name)s", name=PRIORITY_NAMES[macro.priority]))
    if macro.tags:
        found.append(_("Tags: %(names)s", names=", ".join(macro.tags)))
    if macro.state == "resolved":
        found.append(_("Mark as resolved"))
    elif macro.state == "open":
        found.append(_("The case stays open"))
    return found
