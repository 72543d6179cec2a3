"""What the forms of questions and answers send, and what their fields offer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from flask import request
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core.access import viewer
from forum.core.forms import line, text
from forum.core.i18n import current_language
from forum.core.text import clean_line
from forum.search import documents, recording
from forum.search.views import language_name
from forum.threads import fields, forms, policy
from forum.threads.models import Question
from forum.topics import queries as topics
from forum.topics.fields import queries as topic_fields
from forum.topics.fields.queries import FieldRow
from forum.topics.queries import TopicRow

_FIELD = re.compile(r"field-[0-9]{1,9}")
REJECTED_MAX = 20  # suggestions of one question; more is not a person


@dataclass(slots=True)
class SentQuestion:
    """The ask form, and the edit form of a question. `search_id`: of the search that led here."""

    title: str = ""
    body: str = ""
    topic: str = ""
    lang: str = ""
    tags: str = ""
    email: str = ""
    because: str = ""
    version: int = 0
    search_id: str = ""
    suggested: str = ""
    rejected: list[str] = field(default_factory=list)
    values: dict[int, str] = field(default_factory=dict)  # of fields that topics ask for, by number
    asked_for: str = ""  # the topic whose fields the form showed
    kept: int = 0  # of the question that is edited: it may stay where it is

    def topic_row(self) -> TopicRow | None:
        """The chosen topic or space among those the reader may choose, or None."""
        return next((topic for topic in choosable(self.kept) if topic.slug == self.topic), None)

    def tag_names(self) -> list[str]:
        """The tags as they are stored."""
        return forms.read_tags(self.tags)

    def wanted(self) -> list[FieldRow]:
        """The fields that the chosen topic asks for."""
        topic = self.topic_row()
        return topic_fields.of_topic(topic.id) if topic else []

    def errors(self) -> dict[str, str]:
        """What is wrong, in the reader's language."""
        found = forms.check_question(self.title, self.body, self.tag_names(), self.topic_row() is not None)
        return in_words(
            found | fields.check(self.wanted(), self.values, complete=self.asked_for == self.topic)
        )

    def hidden(self) -> list[tuple[str, str]]:
        """All that was typed, for a page on which it does not stand: names and values."""
        names = ("title", "body", "topic", "lang", "tags", "email", "asked_for")
        said = [(name, str(getattr(self, name))) for name in names]
        return [each for each in (*said, *self.elsewhere(())) if each[1]]

    def elsewhere(self, shown: Sequence[FieldRow]) -> list[tuple[str, str]]:
        """What was said in fields of other topics than those `shown`: kept, in case the topic is changed back."""
        here = {field.id for field in shown}
        return [(f"field-{n}", value) for n, value in self.values.items() if n not in here and value]


def question() -> SentQuestion:
    """The fields of a sent question."""
    what, _space, taken = line("take").partition(" ")
    tags = line("tags")
    return SentQuestion(
        title=line("title"),
        body=text("body").strip(),
        topic=taken if what == "topic" else line("topic"),
        lang=line("lang") or current_language(),
        tags=f"{tags}, {taken}".strip(", ") if what == "tags" else tags,
        email=line("email"),
        because=line("because"),
        version=request.form.get("version", default=0, type=int),
        search_id=_search(line("s")),
        suggested=_search(line("suggested")),
        values=_values(request.form.items()),
        asked_for=line("asked_for"),
        rejected=_documents(request.form.getlist("rejected"))[:REJECTED_MAX],
    )


def empty_question() -> SentQuestion:
    """The ask form as it opens: the words of a search are in it already."""
    words = request.args.get("title") or request.args.get("q") or ""
    return SentQuestion(
        title=" ".join(words.split())[: forms.TITLE_MAX_CHARS],
        topic=request.args.get("topic", ""),
        lang=current_language(),
        search_id=_search(request.args.get("s", "")),
    )


def of_question(found: Question) -> SentQuestion:
    """The edit form as it opens."""
    slug = topics.by_id()[found.topic_id].slug
    return SentQuestion(
        title=found.title,
        body=found.body,
        topic=slug,
        lang=found.lang,
        tags=", ".join(found.tag_names),
        version=found.revision,
        values=fields.by_question([found.id]).get(found.id, {}) if topic_fields.everything() else {},
        asked_for=slug,
        kept=found.topic_id,
    )


def choosable(now: int = 0) -> list[TopicRow]:
    """Topics and spaces to choose from; `now`: where the question that is edited stands.

    Only moderators take a question across the border of a group (`policy.can_place`).
    """
    known = topics.by_id()
    if not now:
        return topics.open_to(viewer())
    if policy.can_moderate(viewer()):
        return list(known.values())
    return [t for t in known.values() if t.id == now or t.group_id == known[now].group_id]


def topic_options(now: int = 0) -> list[tuple[str, str]]:
    """Their slugs and names."""
    lang = current_language()
    return [("", _("Choose a topic")), *((t.slug, t.choice_in(lang)) for t in choosable(now))]


def language_options(now: str) -> list[tuple[str, str]]:
    """Languages to choose from: those of the site, and the one that is chosen now."""
    codes = list(LANGUAGES) if now in LANGUAGES or not now else [*LANGUAGES, now]
    return [(code, language_name(code)) for code in codes]


def in_words(errors: dict[str, str]) -> dict[str, str]:
    """Errors in the reader's language."""
    return {name: _(sentence) for name, sentence in errors.items()}


def me() -> Person:
    """Whoever is signed in; only behind `signed_in`."""
    return cast(Person, viewer())


def values_of(draft: Mapping[str, str]) -> dict[int, str]:
    """What a draft says in fields."""
    return _values(draft.items())


def _values(sent: Iterable[tuple[str, str]]) -> dict[int, str]:
    known = topic_fields.everything()
    found = ((int(name[6:]), clean_line(value)) for name, value in sent if _FIELD.fullmatch(name))
    return {number: value for number, value in found if number in known}


def _documents(sent: list[str]) -> list[str]:
    """Those that name a document, each once."""
    return [each for each in dict.fromkeys(sent) if documents.names_one(each)]


def _search(raw: str) -> str:
    came = recording.came_from(raw)
    return came.search_id if came else ""
