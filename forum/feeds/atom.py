"""Atom feeds (RFC 4287), put together by a library that escapes what it is given."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
MIME = "application/atom+xml"
_BEGINNING = datetime(
    2000, 1, 1, tzinfo=UTC
)  # of a feed that has nothing to tell yet: always the same moment
# What XML 1.0 has no way to say, not even escaped.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

ET.register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. `id`: an address that never changes; `html` or `summary` (plain text) is what it says."""

    id: str
    url: str
    title: str
    author: str
    published: datetime
    updated: datetime
    lang: str
    html: str = ""
    summary: str = ""
    categories: Sequence[str] = ()


def feed(title: str, subtitle: str, address: str, page: str, base: str, entries: Iterable[Entry]) -> bytes:
    """The document. `address`: of the feed itself; `page`: what a person reads instead; `base`: of relative links."""
    told = list(entries)
    root = ET.Element(_name("feed"), {f"{{{XML}}}base": base + "/"})
    _text(root, "id", address)
    _text(root, "title", title)
    if subtitle:
        _text(root, "subtitle", subtitle)
    _text(root, "updated", moment(latest(told)))
    ET.SubElement(root, _name("link"), {"rel": "self", "type": MIME, "href": address})
    ET.SubElement(root, _name("link"), {"rel": "alternate", "type": "text/html", "href": page})
    for each in told:
        root.append(_entry(each))
    told_as: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + told_as


def latest(entries: Iterable[Entry]) -> datetime:
    """When any of them last changed."""
    return max((each.updated for each in entries), default=_BEGINNING)


def moment(when: datetime) -> str:
    """RFC 3339, to the second: "2026-11-23T15:17:08Z"."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sayable(words: str) -> str:
    """Without the characters that XML can't hold."""
    return _UNSAYABLE.sub("", words)


def _entry(each: Entry) -> ET.Element:
    found = ET.Element(_name("entry"), {f"{{{XML}}}lang": each.lang})
    _text(found, "id", each.id)
    _text(found, "title", each.title)
    _text(found, "updated", moment(each.updated))
    _text(found, "published", moment(each.published))
    _text(ET.SubElement(found, _name("author")), "name", each.author or "?")
    ET.SubElement(found, _name("link"), {"rel": "alternate", "type": "text/html", "href": each.url})
    for category in each.categories:
        ET.SubElement(found, _name("category"), {"term": sayable(category)})
    if each.html:
        _text(found, "content", each.html, {"type": "html"})
    else:
        _text(found, "summary", each.summary)
    return found


def _text(within: ET.Element, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(within, _name(name), attributes or {}).text = sayable(words)


def _name(local: str) -> str:
    return f"{{{ATOM}}}{local}"
