"""One search over segments, the same for every store: plan, score, filter, rank, show.

Scores of all documents are added up word by word in arrays (no early stop, so the ranking is exhaustive), multiplied
by the signals' factor, and the best are looked at closely (`passages`).
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import passages, query, ranking
from search_index.engine import SearchAnswer, SearchResult
from search_index.segment import Floats, Part, Segment
from search_index.signals import SignalStore

SOLVED, UNDER_REVIEW, UNSAFE, PINNED = 1, 2, 4, 8  # bits of SignalStore.states
UNSAFE_FACTOR = np.float32(1e-6)  # shown last, with a notice
SUGGEST_MIN_SHARE = 0.25  # of what the words could score at best: below, a suggestion is noise


class Index:
    """The segments of one moment of an index, read together. Cheap to make; never changes."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self.documents = sum(segment.count for segment in segments)
        self.langs = tuple(
            sorted({lang for s in segments for lang in s.columns.names.get("langs", ()) if lang})
        )

    def frequency(self, term: str) -> int:
        return sum(segment.frequency(term) for segment in self.segments)

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for segment in self.segments:
            counts.update(dict(segment.completions(prefix, limit)))
        return counts.most_common(limit)


def search(index: Index, signals: SignalStore, request: query.SearchRequest) -> SearchAnswer:
    """The answer to a request; deterministic (ties by slot, lowest first)."""
    started = time.perf_counter()
    langs = tuple(dict.fromkeys((*request.langs, *index.langs)))[:12]
    plan = query.plan(request, index, langs)
    if not plan.groups:
        return SearchAnswer(0, (), {}, None, (time.perf_counter() - started) * 1000)
    found = [_score(segment, plan) for segment in index.segments]
    counts: dict[str, Counter[str]] = {"kind": Counter(), "topic": Counter(), "lang": Counter()}
    total = 0
    best: list[tuple[float, int, int, int]] = []
    need = request.offset + request.limit
    for number, (segment, text) in enumerate(zip(index.segments, found, strict=True)):
        factors = signals.factors(segment.columns.slots)
        states = signals.states(segment.columns.slots)
        matching = (text > 0) & segment.alive
        if request.suggesting:
            matching &= (states & (UNSAFE | UNDER_REVIEW)) == 0
            matching &= text >= SUGGEST_MIN_SHARE * plan.best_possible * (ranking.K1 + 1.0) / 2
        matching, passing = _filter(segment, matching, request, counts)
        total += int(np.count_nonzero(matching & passing))
        scores = text * factors
        unsafe = (states & UNSAFE) > 0
        if unsafe.any():
            scores = np.where(unsafe, scores * UNSAFE_FACTOR, scores)
        scores = np.where(matching & passing, scores, np.float32(0))
        for document in top(scores, need):
            d = int(document)
            best.append((-float(scores[d]), int(segment.columns.slots[d]), number, d))
    best.sort()
    results = tuple(
        _result(index, signals, plan, request, found, -score, number, d)
        for score, _, number, d in best[request.offset : need]
    )
    took = (time.perf_counter() - started) * 1000
    return SearchAnswer(total, results, {name: dict(c) for name, c in counts.items()}, None, took)


def _score(segment: Segment, plan: query.Plan) -> Floats:
    """The text score of every document: the sum over words of the best of their forms."""
    scores = np.zeros(segment.count, np.float32)
    for group in plan.groups:
        lists = []
        for term, share in group.terms:
            documents, impact = segment.postings(term)
            if len(documents):
                lists.append((documents, impact * np.float32(group.weight * share)))
        if len(lists) == 1:
            scores[lists[0][0]] += lists[0][1]
        elif lists:
            every = np.concatenate([documents for documents, _ in lists])
            values = np.concatenate([value for _, value in lists])
            order = np.argsort(-values, kind="stable")  # the first of a document in this order is its best
            documents, first = np.unique(every[order], return_index=True)
            scores[documents] += values[order][first]
    return scores


def _filter(
    segment: Segment,
    matching: npt.NDArray[np.bool_],
    request: query.SearchRequest,
    counts: dict[str, Counter[str]],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """(matching, passes all filters); adds to the counts, each of which ignores its own filter."""
    columns = segment.columns
    wanted = {"kinds": request.kinds, "topics": request.topics, "langs": request.doc_langs}
    masks: dict[str, npt.NDArray[np.bool_]] = {}
    for name, values in wanted.items():
        if values:
            names = columns.names[name]
            chosen = [i for i, each in enumerate(names) if each in values]
            masks[name] = np.isin(getattr(columns, name), chosen)
    everything = np.ones(segment.count, np.bool_)
    passing = everything
    for mask in masks.values():
        passing = passing & mask
    for name, label in (("kinds", "kind"), ("topics", "topic"), ("langs", "lang")):
        others = matching
        for other, mask in masks.items():
            if other != name:
                others = others & mask
        numbers = np.bincount(getattr(columns, name)[others], minlength=1)
        for i in np.flatnonzero(numbers).tolist():
            if columns.names[name][i]:
                counts[label][columns.names[name][i]] += int(numbers[i])
    return matching, passing


def top(scores: Floats, wanted: int, block: int = 64) -> npt.NDArray[np.int64]:
    """Indexes of the `wanted` largest positive scores, best first, ties by lowest index.

    The k-th largest block maximum bounds the k-th largest value from below: partitioning the few that reach it costs
    a hundredth of partitioning an array that is mostly zeros.
    """
    blocks = scores.size // block
    bound = np.float32(0)
    if blocks > wanted:
        peaks = scores[: blocks * block].reshape(blocks, block).max(axis=1)
        bound = np.partition(peaks, blocks - wanted)[blocks - wanted] if wanted else bound
    candidates = np.flatnonzero(scores >= bound) if bound > 0 else np.flatnonzero(scores > 0)
    order = np.argsort(-scores[candidates], kind="stable")
    return np.asarray(candidates[order[:wanted]], np.int64)


def _result(
    index: Index,
    signals: SignalStore,
    plan: query.Plan,
    request: query.SearchRequest,
    found: Sequence[Floats],
    score: float,
    number: int,
    document: int,
) -> SearchResult:
    segment = index.segments[number]
    stored = segment.stored(document)
    words = {term: i for i, group in enumerate(plan.groups) for term, _ in group.terms}
    parts = segment.finder(words)(document)
    slot = int(segment.columns.slots[document])
    live = signals.get(slot)
    why: dict[str, Any] = {}
    if request.explain:
        why = {"text": round(float(found[number][document]), 4), "fields": _by_field(parts, plan)}
        why |= ranking.explain(live, time.time())
    return SearchResult(
        id=stored["id"],
        slot=slot,
        kind=stored["kind"],
        lang=stored["lang"],
        title=stored["title"],
        topic=stored["topic"],
        external_id=stored["external_id"],
        score=score,
        created=stored["created"],
        title_pieces=passages.title_pieces(stored["title"], parts),
        snippet=passages.snippet(parts, plan),
        solved=live.solved,
        under_review=live.under_review,
        unsafe=live.unsafe,
        why=why,
    )


def _by_field(parts: Sequence[Part], plan: query.Plan) -> dict[str, float]:
    """How the text score divides among the fields: by weighted frequency of each word, as shares of 1."""
    shares: dict[str, float] = {}
    for number, group in enumerate(plan.groups):
        counts = {
            i: ranking.FIELD_WEIGHTS[part.field] * int((part.groups == number).sum())
            for i, part in enumerate(parts)
        }
        total = sum(counts.values())
        for i, count in counts.items():
            if count:
                field = parts[i].field
                shares[field] = shares.get(field, 0.0) + group.weight * count / total
    whole = sum(shares.values()) or 1.0
    return {
        field: round(value / whole, 3) for field, value in sorted(shares.items(), key=lambda each: -each[1])
    }
