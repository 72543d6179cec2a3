"""As-you-type: titles and phrasings that go on as typed. Words are prefixes, in any order; nothing is stemmed.

A word that no title begins with is perhaps a slip of the key: the beginnings that titles have with the same first letter
and as few slips as `spelling` forgives take its place.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from search_index import analysis
from search_index.engine import Pieces, Suggestion
from search_index.index import Index
from search_index.sidecar import SidecarSegment
from search_index.signals import UNDER_REVIEW, UNSAFE, SignalStore
from search_index.spelling import MAX_LETTERS, MIN_LETTERS, TWO_SLIPS_FROM

MAX_PREFIX_CHARS = 100
MAX_PREFIX_WORDS = 8
READ = 40  # entries whose text is read and compared
OTHER_LANGUAGE = 0.5  # a title in another language than asked for
STARTS_ALIKE = 1.6  # the title begins with what was typed


def suggest(
    index: Index, signals: SignalStore, prefix: str, langs: Sequence[str], limit: int
) -> list[Suggestion]:
    """The best `limit` completions, one a document."""
    typed = [term.term for term in analysis.words(prefix[:MAX_PREFIX_CHARS])][:MAX_PREFIX_WORDS]
    if not typed or limit <= 0:
        return []
    segments = [segment for segment in index.segments if isinstance(segment, SidecarSegment)]
    typed = [_meant(word, segments) for word in typed]
    found: list[tuple[float, str, SidecarSegment, int]] = []
    bases = {analysis.base_lang(lang) for lang in langs}
    for segment in segments:  # what Whoosh itself serves for the moment is searched; completing pauses
        entries = _matching(segment, typed)
        if not len(entries):
            continue
        documents = segment.typing_entries[entries, 0]
        slots = segment.columns.slots[documents]
        worth = signals.factors(slots).astype(np.float64)
        worth[~segment.alive[documents] | ((signals.states(slots) & (UNSAFE | UNDER_REVIEW)) > 0)] = 0
        if bases:
            names = segment.columns.names["langs"]
            own = [i for i, name in enumerate(names) if analysis.base_lang(name) in bases]
            worth[~np.isin(segment.columns.langs[documents], own)] *= OTHER_LANGUAGE
        for i in np.argsort(-worth, kind="stable")[:READ].tolist():
            if worth[i] > 0:
                document, part = segment.typing_entries[entries[i]].tolist()
                text = segment.text(part)
                starts = analysis.fold(text.lower()).startswith(analysis.fold(prefix.lower().strip()))
                value = float(worth[i]) * (STARTS_ALIKE if starts else 1.0) / (1.0 + len(text) / 200.0)
                found.append((-value, text, segment, document))
    found.sort(key=lambda each: each[:2])
    return _distinct(found, typed, limit)


def _meant(word: str, segments: Sequence[SidecarSegment]) -> str:
    """The word, or the beginning of a word of some title that was probably meant; the word again when there is none."""
    if not MIN_LETTERS <= len(word) <= MAX_LETTERS or not word.isalpha():
        return word
    spans = (segment.typing.span(word.encode("utf-8", "replace")) for segment in segments)
    if any(first < last for first, last in spans):
        return word
    beginnings: Counter[str] = Counter()  # by how many titles have it
    whole: set[str] = set()  # those that are words as they are
    for segment in segments:
        first, last = segment.typing.span(word[0].encode("utf-8", "replace"))
        times = np.diff(segment.typing_ends[first : last + 1]).tolist()
        for number, titles in zip(range(first, last), times, strict=True):
            known = segment.typing.word(number).decode("utf-8", "replace")
            if abs(len(known) - len(word)) <= 1:
                whole.add(known)
            for length in (len(word) - 1, len(word), len(word) + 1):
                if len(known) >= length:
                    beginnings[known[:length]] += titles
    allowed = 2 if len(word) >= TWO_SLIPS_FROM else 1
    near = process.extract(word, list(beginnings), scorer=OSA.distance, score_cutoff=allowed, limit=20)
    best = min(
        near,
        key=lambda each: (
            each[1],
            each[0] not in whole,
            abs(len(each[0]) - len(word)),
            -beginnings[each[0]],
            each[0],
        ),
        default=None,
    )
    return best[0] if best else word


def _matching(segment: SidecarSegment, typed: Sequence[str]) -> "np.typing.NDArray[np.int64]":
    """The entries that have every typed word as the beginning of one of theirs."""
    count = len(segment.typing_entries)
    having = np.zeros(count, np.uint8)
    for word in typed:
        first, last = segment.typing.span(word.encode("utf-8", "replace"))
        if first == last:
            return np.zeros(0, np.int64)
        # Words with one prefix lie together, and so do their postings: one slice.
        one = np.zeros(count, np.uint8)
        one[segment.typing_postings[int(segment.typing_ends[first]) : int(segment.typing_ends[last])]] = 1
        having += one
    return np.flatnonzero(having == len(typed))


def _distinct(
    found: Sequence[tuple[float, str, SidecarSegment, int]], typed: Sequence[str], limit: int
) -> list[Suggestion]:
    suggestions: list[Suggestion] = []
    seen: set[str] = set()
    for _, text, segment, document in found:
        stored = segment.stored(document)
        if stored["id"] in seen or text.casefold() in seen:
            continue
        seen |= {stored["id"], text.casefold()}
        suggestions.append(
            Suggestion(text, stored["id"], stored["kind"], stored["lang"], marked(text, typed))
        )
        if len(suggestions) == limit:
            break
    return suggestions


def marked(text: str, typed: Sequence[str]) -> Pieces:
    """The text with the beginnings that were typed marked."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for term in analysis.words(text):
        if term.start < at:
            continue
        length = max((len(word) for word in typed if term.term.startswith(word)), default=0)
        if length:
            end = min(term.end, term.start + length)
            if term.start > at:
                pieces.append((text[at : term.start], False))
            if pieces and pieces[-1][1]:
                pieces[-1] = (pieces[-1][0] + text[term.start : end], True)
            else:
                pieces.append((text[term.start : end], True))
            at = end
    if at < len(text):
        pieces.append((text[at:], False))
    return tuple(pieces)
