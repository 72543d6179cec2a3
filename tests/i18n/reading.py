"""A page as somebody sees who reads one language only: which of its words are English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from scripts import catalogues
from tests.pages import Page

SEEN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt")
MARK = re.compile(r"%\(\w+\)[a-z]|\{\w+\}|%%")


class _Seen(HTMLParser):
    """Pieces of text and visible attributes, outside of what is marked as another language."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.ours: list[bool] = []  # for each open tag: no other language inside
        self._tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if tag not in ("meta", "link", "input", "br", "hr", "img", "use", "path"):
            self._tags.append(tag)
            inside = self.ours[-1] if self.ours else True
            self.ours.append(
                inside and (tag == "html" or "lang" not in given) and tag not in ("script", "textarea")
            )
        if not self.ours or self.ours[-1]:
            for key, value in given.items():
                if key in SEEN_ATTRIBUTES or key.startswith("data-say"):
                    self.pieces.append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._tags:
            while self._tags:
                self.ours.pop()
                if self._tags.pop() == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self.ours or self.ours[-1]:
            self.pieces.append(data)


def pieces(page: Page) -> Iterator[str]:
    """Each run of text and each visible attribute of a page, spaces folded."""
    seen = _Seen()
    seen.feed(page.html)
    for piece in seen.pieces:
        if words := " ".join(piece.split()):
            yield words


@cache
def _english(language: str) -> tuple[frozenset[str], tuple[tuple[str, re.Pattern[str]], ...]]:
    """The English of everything that reads otherwise in `language`: whole strings, and patterns for those with marks."""
    whole: set[str] = set()
    patterns: list[tuple[str, re.Pattern[str]]] = []
    for message in catalogues.messages(catalogues.read(language)):
        ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
        strings = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for form in ids:
            if form in strings:
                continue
            if not MARK.search(form):
                whole.add(form)
            elif len(MARK.sub("", form).strip()) > 4:
                parts = [re.escape(part) for part in MARK.split(form)]
                patterns.append((form, re.compile(".+".join(parts))))
    return frozenset(whole), tuple(patterns)


def left_in_english(page: Page, language: str) -> list[str]:
    """Pieces of the page that are our English words although `language` says them otherwise."""
    whole, patterns = _english(language)
    found = []
    for piece in pieces(page):
        if piece in whole or any(pattern.fullmatch(piece) for _form, pattern in patterns):
            found.append(piece)
    return found


LATIN_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]+(?: [A-Za-z'’-]+){2,}")


def latin_sentences(page: Page) -> list[str]:
    """Three Latin words in a row, on a page in Chinese or Japanese: English that is in no catalogue at all."""
    return [piece for piece in pieces(page) if LATIN_WORDS.search(piece)]
