"""When the first result is the answer: then its passage stands on top of the page.

Wrong answers on top cost more trust than right ones gain, so all of this must hold: it leads clearly, it says nearly all of
what was asked or means nearly the same, it is an article or a solved question in the reader's language, and nobody
doubts it. How often it is right was measured on judged sets (docs/search.md).
"""

from __future__ import annotations

from collections.abc import Sequence

from forum.search.finding.items import Answer, FoundItem
from search_index.engine import Pieces, SearchResult

LEAD = 1.3  # times the score of the next result about something else
FOUND_MIN = 0.7  # of the query's weight, that its words reach
COSINE_MIN = 0.5  # or its meaning is this near, and half of the words are there
LINES_MAX = 6


def answer(items: Sequence[FoundItem], lang: str) -> Answer | None:
    """The first item's passage, if it is clearly the answer for a reader of `lang`."""
    if not items:
        return None
    first = items[0]
    doubted = (
        first.signals.unsafe or first.signals.under_review_since is not None or first.result.under_review
    )
    answers = first.document.kind == "article" or first.document.solved
    if doubted or first.stale or not answers or not first.result.passage or first.document.lang != lang:
        return None
    following = items[1].result if len(items) > 1 else None
    if not clearly(first.result, following):
        return None
    return Answer(first, tuple(_lines(first.result.passage)[:LINES_MAX]))


def clearly(first: SearchResult, following: SearchResult | None) -> bool:
    """Is `first` what was looked for, and `following` far behind?"""
    said = first.found >= FOUND_MIN or (first.cosine >= COSINE_MIN and first.found >= FOUND_MIN / 2)
    return said and (following is None or first.score >= LEAD * following.score)


def _lines(pieces: Pieces) -> list[Pieces]:
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, marked in pieces:
        first, *others = text.split("\n")
        lines[-1].append((first, marked))
        lines += [[(other, marked)] for other in others]
    kept = [tuple((text, marked) for text, marked in line if text) for line in lines]
    return [line for line in kept if line]
