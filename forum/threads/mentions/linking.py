"""Names behind an @: found in the text that was written, made links in the HTML that is shown.

A name is typed as one word: its letters and digits as in addresses, spaces as hyphens (`@bob-smith`). Where several
people have the same one, their number tells them apart (`@bob-smith#12`); completion puts it there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from forum.core.text import slugify

NAME = r"[^\W_]+(?:[-'’_][^\W_]+)*"
_CJK_LETTERS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
_CJK = re.compile(f"[{_CJK_LETTERS}]")
# Not within an address (me@example.com), a path or another word; where no spaces are written, right behind one.
_TOKEN = re.compile(
    rf"(?:(?<![\w@/.:#&=?+-])|(?<=[{_CJK_LETTERS}]))@({NAME})(?:#([0-9]{{1,9}}))?", re.UNICODE
)
_CODE = re.compile(
    r"(`+)(?!`).*?(?<!`)\1(?!`)|^(?: {4}|\t)[^\n]*$|^ {0,3}(```+|~~~+).*?(?:^ {0,3}\2|\Z)", re.S | re.M
)
_TAG = re.compile(r"<[^>]*>")
_CLOSED = {"a", "code", "pre", "kbd", "samp"}  # what stands in these is no name of anybody
KEY_MAX_CHARS = 90
TOKENS_MAX = 40  # of one post that are looked up at all


def key_of(name: str, number: str | None = None) -> str:
    """How a name is looked up: folded, with its number if it has one ("bob-smith", "bob-smith#12")."""
    return (slugify(name) + (f"#{number}" if number else ""))[:KEY_MAX_CHARS]


def keys_in(text: str) -> list[str]:
    """The names that a Markdown text may mean, in their order, each once. Where a script writes no spaces, a name runs
    into the words behind it: then all its beginnings, the longest first."""
    found: dict[str, None] = {}
    for token in _TOKEN.finditer(_CODE.sub(" ", text)):
        for key in _readings(token[1], token[2]):
            found[key] = None
        if len(found) >= TOKENS_MAX:
            break
    return list(found)[:TOKENS_MAX]


def link(markup: str, people: Mapping[str, tuple[str, str]]) -> str:
    """The same HTML with links in place of those names that `people` (key -> address, name) knows.

    `markup` is sanitised; so is what comes back: addresses and names are escaped here.
    """
    if not people or "@" not in markup:
        return markup
    out: list[str] = []
    closed = at = 0
    for tag in _TAG.finditer(markup):
        out.append(_linked(markup[at : tag.start()], people, closed > 0))
        out.append(tag[0])
        at = tag.end()
        name = re.match(r"</?([a-zA-Z0-9]+)", tag[0])
        if name and name[1].lower() in _CLOSED:
            closed += -1 if tag[0].startswith("</") else 1
    out.append(_linked(markup[at:], people, closed > 0))
    return "".join(out)


def without(text: str, keys: set[str], instead: str) -> str:
    """A Markdown text in which these names are no more: for somebody who left."""

    def put(token: re.Match[str]) -> str:
        for key in _readings(token[1], token[2]):
            if key in keys:
                rest = "" if token[2] else token[1][_length(token[1], key) :]
                return f"@{instead}{rest}"
        return token[0]

    return _TOKEN.sub(put, text)


def _linked(words: str, people: Mapping[str, tuple[str, str]], closed: bool) -> str:
    if closed or "@" not in words:
        return words

    def put(token: re.Match[str]) -> str:
        for key in _readings(html.unescape(token[1]), token[2]):
            if key in people:
                address, name = people[key]
                rest = "" if token[2] else token[1][_length(token[1], key) :]
                return f'<a href="{html.escape(address)}">@{html.escape(name)}</a>{rest}'
        return token[0]

    return _TOKEN.sub(put, words)


def _readings(name: str, number: str | None) -> list[str]:
    if number or not _CJK.search(name):
        return [key_of(name, number)]
    return list(dict.fromkeys(key_of(name[:end]) for end in range(min(len(name), 20), 0, -1)))


def _length(name: str, key: str) -> int:
    """How much of `name` the key takes up: all of it, or a beginning where no spaces are written."""
    return next((end for end in range(len(name), 0, -1) if key_of(name[:end]) == key), len(name))
