"""A document -> its stretches of text with their terms in reading order: what postings and passages are made of."""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from search_index import analysis, weights
from search_index.documents import SearchDocument

FIELDS = ("title", "phrasings", "summary", "body", "solution", "answers", "tags", "learned")
MAX_TOKENS = 4_000
"""Terms of one document that take part: an article of 25,000 letters or so. What lies behind is stored, not found."""
MAX_LEARNED = 60  # phrases learned for one document: the heaviest stay
MAX_EXAMPLES = 9  # sentences of a document's own beside them
EXAMPLE_CHARS = 3_000  # of a text that they are taken from
EXAMPLE_MIN = 8  # letters: shorter ones are headings and numbers

_SENTENCE_END = re.compile(r"\n+|(?<=[.!?])\s+|(?<=[。！？])")
_BETWEEN_PARTS = 10  # positions left out, so that no pair of words spans two parts


class Token(NamedTuple):
    """A term at `text[start:end]`; `position` counts words through the whole document, `line` its sentences."""

    term: str
    position: int
    start: int
    end: int
    line: int


class Stretch(NamedTuple):
    """One part of a document. `weight` multiplies the field's weight; `cuts` are the ends of sentences in `text`.

    Its terms are columns (see `analysis.Spread`); `position` and `line` are what to add for their places in the document.
    """

    field: str
    text: str
    weight: float
    spread: analysis.Spread
    cuts: list[int]
    position: int
    line: int

    @property
    def tokens(self) -> list[Token]:
        """The terms one by one, with their places in the document."""
        return [
            Token(term, self.position + place, start, end, self.line + bisect_right(self.cuts, start))
            for term, place, start, end in zip(*self.spread, strict=True)
        ]

    @property
    def share(self) -> float:
        """What one occurrence adds to a term's weighted frequency."""
        return weights.FIELD_WEIGHTS[self.field] * self.weight


def parts(document: SearchDocument) -> Iterator[tuple[str, str, float]]:
    """(field, text, weight) in reading order."""
    yield "title", document.title, 1.0
    for each in document.phrasings:
        yield "phrasings", each, 1.0
    yield "summary", document.summary, 1.0
    yield "body", document.body, 1.0
    yield "solution", document.solution, 1.0
    for each in document.answers:
        yield "answers", each, 1.0
    for each in document.tags:
        yield "tags", each, 1.0
    for text, weight in learned(document):
        yield "learned", text, weight


def learned(document: SearchDocument) -> list[tuple[str, float]]:
    """What was learned, heaviest first, by the logarithm of how often: many alike are one strong voice."""
    said = [each for each in document.learned if each[0] and each[1] > 0]
    kept = sorted(said, key=lambda each: -each[1])[:MAX_LEARNED]
    return [(text, math.log2(1.0 + weight)) for text, weight in kept]


def examples(document: SearchDocument) -> list[str]:
    """Its own first sentences, title first: as many as searches taught something of it, so that these outweigh them."""
    most = min(len(learned(document)), MAX_EXAMPLES)
    if not most:
        return []
    text = "\n".join((document.summary, document.body[:EXAMPLE_CHARS], document.solution[:EXAMPLE_CHARS]))
    sentences = (each.strip() for each in _SENTENCE_END.split(text) if each)
    said = (document.title, *document.phrasings, *(each for each in sentences if len(each) > EXAMPLE_MIN))
    return [each for each in said if each][:most]


def read(document: SearchDocument) -> Iterator[Stretch]:
    """The non-empty parts, cut at MAX_TOKENS. What was learned has no terms: its words are not the document's."""
    left = MAX_TOKENS
    position = line = 0
    for field, text, weight in parts(document):
        if not text:
            continue
        found = analysis.spread(text if field != "learned" else "", document.lang)
        if len(found.terms) > left:
            found = found.first(left)
        left -= len(found.terms)
        cuts = [match.end() for match in _SENTENCE_END.finditer(text)]
        yield Stretch(field, text, weight, found, cuts, position, line)
        position += _BETWEEN_PARTS + (found.positions[-1] if found.positions else 0)
        line += len(cuts) + 1


def weighted_terms(document: SearchDocument) -> tuple[dict[str, float], float]:
    """({term: weighted frequency}, weighted length): the BM25F view of a document.

    Weak terms count nothing towards the length.
    """
    found: dict[str, float] = {}
    length = 0.0
    for stretch in read(document):
        share = stretch.share
        for term in stretch.spread.terms:
            found[term] = found.get(term, 0.0) + share
            if not term.startswith(analysis.WEAK):
                length += share
    return found, length
