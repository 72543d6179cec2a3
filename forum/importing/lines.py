"""A line of a file -> a checked object, or `BadLine` with the reason. Nothing here touches the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from forum.core import clock
from forum.core.text import clean, clean_line, language, slugify
from forum.threads.forms import clean_tags

TITLE_MAX_CHARS = 300  # longer than a page would take: an old title is kept whole rather than cut
SUMMARY_MAX_CHARS = 1_000
BODY_MAX_CHARS = 60_000  # what the renderer takes
ID_MAX_CHARS = 200
NAME_MAX_CHARS = 80
CATEGORY_MAX_CHARS = 200  # some name the whole path: "Money / Taxes / Customs"
TAGS_MAX = 5  # as many as a question asked here may have; the first ones stay
TAG_MAX_CHARS = 30
ANSWERS_MAX = 2_000
PHRASINGS_MAX = 30
NUMBER_MAX = 1_000_000_000


class BadLine(Exception):
    """This line can't be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """A product area. `id` is made a slug."""

    id: str
    name: dict[str, str]
    description: dict[str, str]
    promise_hours: int
    parent: str | None = None  # the topic above it; None: as it stands


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer of a thread. `staff` is never said by a file: only the demo's loader sets it."""

    author: str
    body: str
    created: datetime
    score: int = 0
    accepted: bool = False
    staff: bool = False


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A question with its answers. `category` becomes a topic, `author` a person who can't sign in."""

    id: str
    lang: str
    category: str
    title: str
    body: str
    author: str
    created: datetime
    tags: tuple[str, ...] = ()
    views: int = 0
    score: int = 0
    answers: tuple[AnswerLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article, published as it comes. `created` None: nobody says when; now."""

    id: str
    lang: str
    category: str
    title: str
    summary: str
    body: str
    phrasings: tuple[str, ...] = ()
    translation_of: str | None = None
    views: int = 0
    author: str = ""
    created: datetime | None = None


Line = TopicLine | ThreadLine | ArticleLine


def read(raw: bytes) -> Line:
    """The object of one line. Raises `BadLine`."""
    try:
        found = json.loads(raw.decode("utf-8-sig"))  # some programs begin a file with a byte order mark
    except UnicodeDecodeError:
        raise BadLine("is not UTF-8") from None
    except (ValueError, RecursionError) as wrong:
        raise BadLine(f"is not JSON ({wrong})") from None
    if not isinstance(found, dict):
        raise BadLine("is not an object")
    readers: dict[str, Callable[[Mapping[str, Any]], Line]] = {
        "topic": _topic,
        "thread": _thread,
        "article": _article,
    }
    reader = readers.get(str(found.get("type")))
    if reader is None:
        raise BadLine(f"has the unknown type {str(found.get('type'))[:40]!r}")
    return reader(found)


def fingerprint(line: Line) -> str:
    """A hash of all that an object says: equal for lines that say the same in another order or spacing."""
    said = json.dumps(asdict(line), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode("utf-8")).hexdigest()[:40]


def _topic(found: Mapping[str, Any]) -> TopicLine:
    id_ = _words(found, "id", ID_MAX_CHARS)
    names = {language(lang): clean_line(name) for lang, name in _texts(found, "name").items()}
    if not any(names.values()):
        raise BadLine('has no "name"')
    descriptions = {language(lang): clean_line(words) for lang, words in _texts(found, "description").items()}
    hours = _number(found, "promise_hours", 24)
    if not 1 <= hours <= 24 * 60:
        raise BadLine('has a "promise_hours" that is not between 1 and 1440')
    parent = _words(found, "parent", ID_MAX_CHARS, "")
    return TopicLine(slugify(id_), names, descriptions, hours, slugify(parent) if parent else None)


def _thread(found: Mapping[str, Any]) -> ThreadLine:
    answers = found.get("answers", [])
    if not isinstance(answers, list) or len(answers) > ANSWERS_MAX:
        raise BadLine(f'has "answers" that are not a list of at most {ANSWERS_MAX}')
    read_answers = []
    for place, answer in enumerate(answers, 1):
        if not isinstance(answer, dict):
            raise BadLine(f"answer {place} is not an object")
        try:
            read_answers.append(_answer(answer))
        except BadLine as wrong:
            raise BadLine(f"answer {place} {wrong}") from None
    if sum(answer.accepted for answer in read_answers) > 1:
        raise BadLine("has more than one accepted answer")
    return ThreadLine(
        id=_words(found, "id", ID_MAX_CHARS),
        lang=_language(found),
        category=_words(found, "category", CATEGORY_MAX_CHARS, "general"),
        title=_words(found, "title", TITLE_MAX_CHARS),
        body=_text(found, "body", empty=True),
        author=_author(found),
        created=_moment(found),
        tags=_tags(found),
        views=_number(found, "views", 0),
        score=_number(found, "score", 0),
        answers=tuple(read_answers),
    )


def _answer(found: Mapping[str, Any]) -> AnswerLine:
    return AnswerLine(
        author=_author(found),
        body=_text(found, "body"),
        created=_moment(found),
        score=_number(found, "score", 0),
        accepted=found.get("accepted") is True,
    )


def _article(found: Mapping[str, Any]) -> ArticleLine:
    original = found.get("translation_of")
    if original is not None and not isinstance(original, str):
        raise BadLine('has a "translation_of" that is not text')
    phrasings = found.get("phrasings") or []
    if not isinstance(phrasings, list) or not all(isinstance(each, str) for each in phrasings):
        raise BadLine('has "phrasings" that are not a list of texts')
    said = (clean_line(each)[:TITLE_MAX_CHARS] for each in phrasings)
    return ArticleLine(
        id=_words(found, "id", ID_MAX_CHARS),
        lang=_language(found),
        category=_words(found, "category", CATEGORY_MAX_CHARS, "general"),
        title=_words(found, "title", TITLE_MAX_CHARS),
        summary=_words(found, "summary", SUMMARY_MAX_CHARS, ""),
        body=_text(found, "body"),
        phrasings=tuple(dict.fromkeys(each for each in said if each))[:PHRASINGS_MAX],
        translation_of=clean_line(original)[:ID_MAX_CHARS] if original else None,
        views=_number(found, "views", 0),
        author=_author(found) if found.get("author") else "",
        created=_moment(found) if found.get("created") else None,
    )


def _words(found: Mapping[str, Any], name: str, limit: int, default: str | None = None) -> str:
    value = found.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise BadLine(f'has no "{name}"' if value is None else f'has a "{name}" that is not text')
    value = clean_line(value)
    if not value:
        if default is not None:
            return default
        raise BadLine(f'has an empty "{name}"')
    if len(value) > limit:
        raise BadLine(f'has a "{name}" of more than {limit} characters')
    return value


def _text(found: Mapping[str, Any], name: str, empty: bool = False) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise BadLine(f'has no "{name}"' if value is None else f'has a "{name}" that is not text')
    value = clean(value).strip()
    if not value and not empty:
        raise BadLine(f'has an empty "{name}"')
    if len(value) > BODY_MAX_CHARS:
        raise BadLine(f'has a "{name}" of more than {BODY_MAX_CHARS} characters')
    return value


def _texts(found: Mapping[str, Any], name: str) -> dict[str, str]:
    value = found.get(name) or {}
    if isinstance(value, str):
        value = {"en": value}
    if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
        raise BadLine(f'has a "{name}" that is not a text for each language')
    return value


def _number(found: Mapping[str, Any], name: str, default: int) -> int:
    value = found.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > NUMBER_MAX:
        raise BadLine(f'has a "{name}" that is not a whole number')
    return value


def _author(found: Mapping[str, Any]) -> str:
    return _words(found, "author", NAME_MAX_CHARS, "import")


def _language(found: Mapping[str, Any]) -> str:
    value = found.get("lang")
    if not isinstance(value, str) or not value:
        raise BadLine('has no "lang"')
    return language(value)


def _moment(found: Mapping[str, Any]) -> datetime:
    value = found.get("created")
    if not isinstance(value, str):
        raise BadLine('has no "created"')
    try:
        moment = datetime.fromisoformat(value)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadLine(f'has a "created" that is not ISO 8601 ({value[:40]!r})') from None
    return min(moment, clock.now())  # a clock that went ahead elsewhere must not keep a question on top here


def _tags(found: Mapping[str, Any]) -> tuple[str, ...]:
    value = found.get("tags") or []
    if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
        raise BadLine('has "tags" that are not a list of texts')
    return tuple(tag for tag in clean_tags(value) if len(tag) <= TAG_MAX_CHARS)[:TAGS_MAX]
