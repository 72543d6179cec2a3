"""When the first result is the answer: then its passage stands on top of the page.

Wrong answers on top cost more trust than right ones gain, so all of this must hold: it leads clearly, it says nearly all of
what was asked and means nearly the same, it is an article or a solved question in the reader's language, and nobody
doubts it. Measured on eight judged sets (docs/search.md): shown for 32 of 100 questions and right in 94 of 100 of those; for
messages that nothing answers (hint3_en), in 1 of 100.
"""

from __future__ import annotations

from collections.abc import Sequence

from forum.search.finding.items import Answer, FoundItem
from search_index.engine import Pieces, SearchResult

LEAD = 1.4  # times the score of the next result about something else
FOUND_MIN = 0.8  # of the query's weight, that its words reach
COSINE_MIN = 0.5  # and its meaning is this near
LEAD_BY_WORDS = 1.8  # where meaning is off, words must say it all
FOUND_BY_WORDS = 0.9
LINES_MAX = 6


def answer(items: Sequence[FoundItem], lang: str, promoted: Sequence[int] = ()) -> Answer | None:
    """The first item's passage, if it is clearly the answer for a reader of `lang`, or if curators say that it is
    (`promoted`: slots)."""
    if not items:
        return None
    first = items[0]
    doubted = first.doubted or first.result.under_review
    answers = first.document.kind == "article" or first.document.solved
    if doubted or first.stale or not answers or not first.result.passage or first.document.lang != lang:
        return None
    following = items[1].best or items[1].result if len(items) > 1 else None
    ranked = first.best or first.result
    if ranked.slot not in promoted and not clearly(ranked, following):
        return None
    return Answer(first, tuple(_lines(first.result.passage)[:LINES_MAX]))


def clearly(first: SearchResult, following: SearchResult | None) -> bool:
    """Is `first` what was looked for, and `following` far behind?"""
    if first.cosine == 0.0:
        said, lead = first.found >= FOUND_BY_WORDS, LEAD_BY_WORDS
    else:
        said, lead = first.found >= FOUND_MIN and first.cosine >= COSINE_MIN, LEAD
    return said and (following is None or first.score >= lead * following.score)


def _lines(pieces: Pieces) -> list[Pieces]:
    lines: list[list[tuple[str, bool]]] = [[]]
    for text, marked in pieces:
        first, *others = text.split("\n")
        lines[-1].append((first, marked))
        lines += [[(other, marked)] for other in others]
    kept = [tuple((text, marked) for text, marked in line if text) for line in lines]
    return [line for line in kept if line]
