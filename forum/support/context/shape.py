"""The one shape that a context provider answers in (docs/context.md), checked before anything of it is shown.

Whatever the other system sends, a page gets short lines of clean text and links that a browser may follow.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from forum.core.text import clean_line

SECTIONS_MAX, ROWS_MAX, LINKS_MAX, BADGES_MAX = 8, 20, 5, 8  # of an answer, and of one of its sections
LABEL_CHARS, VALUE_CHARS, URL_CHARS = 80, 300, 2000
KINDS = {
    "good": "solved",
    "warning": "under_review",
    "bad": "overdue",
}  # a badge's kind and how it looks here


class WrongShape(Exception):
    """The answer is not what docs/context.md promises; says where, without its contents."""


@dataclass(frozen=True, slots=True)
class Badge:
    """A word or two that should catch the eye. `kind`: of `components/ui.html` (plain when the answer names none)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Link:
    """A page in the other system."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One fact. `url`: where to see more, or ""."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """Facts under one title ("Orders", "Plan", "Discounts")."""

    title: str
    badges: tuple[Badge, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...]


def read(body: bytes) -> tuple[Section, ...]:
    """The sections of an answer's JSON; empty when nothing is known. Raises `WrongShape`."""
    try:
        answer = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise WrongShape("no JSON in UTF-8") from None
    if not isinstance(answer, dict):
        raise WrongShape("no object")
    return tuple(_section(each) for each in _list(answer, "sections", SECTIONS_MAX, needed=True))


def _section(raw: dict[str, Any]) -> Section:
    return Section(
        title=_text(raw, "title", LABEL_CHARS),
        badges=tuple(_badge(each) for each in _list(raw, "badges", BADGES_MAX)),
        rows=tuple(_row(each) for each in _list(raw, "rows", ROWS_MAX)),
        links=tuple(
            Link(_text(each, "text", LABEL_CHARS), _url(each, needed=True))
            for each in _list(raw, "links", LINKS_MAX)
        ),
    )


def _badge(raw: dict[str, Any]) -> Badge:
    kind = raw.get("kind", "")
    return Badge(
        _text(raw, "text", LABEL_CHARS), KINDS.get(kind, "plain") if isinstance(kind, str) else "plain"
    )


def _row(raw: dict[str, Any]) -> Row:
    return Row(_text(raw, "label", LABEL_CHARS), _text(raw, "value", VALUE_CHARS), _url(raw))


def _list(raw: dict[str, Any], name: str, most: int, needed: bool = False) -> list[dict[str, Any]]:
    """A list of objects, cut to what a page has room for."""
    found = raw.get(name, None if needed else [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise WrongShape(f"{name} is no list of objects")
    return found[:most]


def _text(raw: dict[str, Any], name: str, most: int) -> str:
    found = raw.get(name)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        raise WrongShape(f"{name} is neither text nor a number")
    text = clean_line(str(found))
    return text if len(text) <= most else text[: most - 1] + "…"


def _url(raw: dict[str, Any], needed: bool = False) -> str:
    found = raw.get("url") or ""
    if not found and not needed:
        return ""
    if not isinstance(found, str) or len(found) > URL_CHARS or not _leads_somewhere(found):
        raise WrongShape("url is no address that begins with https:// or http://")
    return found


def _leads_somewhere(address: str) -> bool:
    """No scripts, no addresses that a browser would read in another way than we do."""
    if not address.isascii() or any(c in '\\"<>`' or ord(c) < 33 or ord(c) == 127 for c in address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme in ("https", "http") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
