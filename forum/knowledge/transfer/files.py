"""One article in one language as a Markdown file with front matter (YAML), and what can be wrong with one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

from forum.core.text import clean, clean_line, slugify

STATES = ("published", "draft", "archived")
TITLE_MAX_CHARS = 300  # what `flask import` takes: more than a form does, since old titles are kept whole
SUMMARY_MAX_CHARS = 1_000
BODY_MAX_CHARS = 60_000
PHRASINGS_MAX = 30
ID_MAX_CHARS = 200
FRONT_MAX_CHARS = 40_000  # thirty long phrasings are far below
NEEDED = ("id", "lang", "topic", "title")
KNOWN = (*NEEDED, "summary", "phrasings", "state", "translation_of", "published", "checked")

_FRONT = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)


class Wrong(Exception):
    """Why a file can't be taken, as a sentence that goes on after its name."""


@dataclass(frozen=True, slots=True)
class Page:
    """An article in one language. `id` stays the same wherever the file goes; so do `published` and `checked`."""

    id: str
    lang: str
    topic: str
    title: str
    body: str
    summary: str = ""
    phrasings: tuple[str, ...] = ()
    state: str = "published"
    translation_of: str | None = None  # the id of the first article of the family
    published: datetime | None = None
    checked: datetime | None = None

    @property
    def text(self) -> tuple[str, str, str, tuple[str, ...]]:
        """What a revision holds."""
        return self.title, self.summary, self.body, self.phrasings


def text_of(
    title: str, summary: str, body: str, phrasings: Iterable[str]
) -> tuple[str, str, str, tuple[str, ...]]:
    """What a revision holds, as a file would say it."""
    return clean_line(title), clean_line(summary), clean(body).strip(), tuple(map(clean_line, phrasings))


def path_of(page: Page) -> str:
    """Where the file stands in its folder: "<topic>/<id>.<language>.md", in letters that every file system takes."""
    name = re.sub(r"[^A-Za-z0-9._-]", lambda found: f"%{ord(found[0]):x}", page.id)
    return f"{slugify(page.topic)}/{name if name[:1] != '.' else '%2e' + name[1:]}.{page.lang}.md"


def write(page: Page) -> str:
    """The file's text."""
    front: dict[str, Any] = {"id": page.id, "lang": page.lang, "topic": page.topic, "title": page.title}
    if page.summary:
        front["summary"] = page.summary
    if page.phrasings:
        front["phrasings"] = list(page.phrasings)
    front["state"] = page.state
    if page.translation_of:
        front["translation_of"] = page.translation_of
    for name, moment in (("published", page.published), ("checked", page.checked)):
        if moment is not None:
            front[name] = moment.isoformat()
    told = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=1_000_000)
    return f"---\n{told}---\n\n{page.body}\n"


def read(text: str) -> Page:
    """The page that a file's text holds. Raises `Wrong`."""
    found = _FRONT.match(clean(text))
    if found is None:
        raise Wrong("has no front matter between two lines of ---")
    front = _front(found[1])
    body = found[2].strip()
    if not body:
        raise Wrong("has no text below its front matter")
    if len(body) > BODY_MAX_CHARS:
        raise Wrong(f"has a text of more than {BODY_MAX_CHARS} characters")
    state = _line(front, "state", 20) or "published"
    if state not in STATES:
        raise Wrong(f'has the state "{state}"; there are {", ".join(STATES)}')
    lang = _line(front, "lang", 3)
    if not re.fullmatch(r"[a-z]{2,3}", lang):
        raise Wrong(f'has "{lang}" as its "lang": two or three small letters are one')
    return Page(
        id=_line(front, "id", ID_MAX_CHARS),
        lang=lang,
        topic=_line(front, "topic", ID_MAX_CHARS),
        title=_line(front, "title", TITLE_MAX_CHARS),
        body=body,
        summary=_line(front, "summary", SUMMARY_MAX_CHARS),
        phrasings=_phrasings(front),
        state=state,
        translation_of=_line(front, "translation_of", ID_MAX_CHARS) or None,
        published=_moment(front, "published"),
        checked=_moment(front, "checked"),
    )


def _front(text: str) -> dict[str, Any]:
    if len(text) > FRONT_MAX_CHARS:
        raise Wrong("has a front matter that is too long")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.BaseLoader)):
            raise Wrong("has an alias (*) in its front matter: write the words themselves")
        found = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - makes strings, lists and dicts, nothing else
    except (yaml.YAMLError, RecursionError) as wrong:
        line = getattr(getattr(wrong, "problem_mark", None), "line", None)
        where = f" in line {line + 2}" if line is not None else ""
        raise Wrong(f"has a front matter that is no YAML{where}") from None
    if not isinstance(found, dict):
        raise Wrong("has a front matter without names")
    unknown = [str(name) for name in found if name not in KNOWN]
    if unknown:
        raise Wrong(f'has "{unknown[0]}" in its front matter; known are {", ".join(KNOWN)}')
    missing = [name for name in NEEDED if not found.get(name)]
    if missing:
        raise Wrong(f'has no "{missing[0]}" in its front matter')
    return found


def _line(front: dict[str, Any], name: str, limit: int) -> str:
    value = front.get(name, "")
    if not isinstance(value, str):
        raise Wrong(f'has a "{name}" that is no line of text')
    value = clean_line(value)
    if len(value) > limit:
        raise Wrong(f'has a "{name}" of more than {limit} characters')
    return value


def _phrasings(front: dict[str, Any]) -> tuple[str, ...]:
    given = front.get("phrasings", [])
    if not isinstance(given, list) or len(given) > PHRASINGS_MAX:
        raise Wrong(f'has "phrasings" that are no list of at most {PHRASINGS_MAX}')
    ways = [_line({"phrasings": way}, "phrasings", TITLE_MAX_CHARS) for way in given]
    return tuple(dict.fromkeys(way for way in ways if way))


def _moment(front: dict[str, Any], name: str) -> datetime | None:
    value = _line(front, name, 40)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise Wrong(
            f'has "{value}" as "{name}", which is no moment: 2026-05-31T12:00:00+00:00 is one'
        ) from None
    if moment.tzinfo is None:
        raise Wrong(f'has a moment without a time zone as "{name}": add +00:00')
    return moment
