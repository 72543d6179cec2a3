"""One search over segments, the same for every store: plan, score, filter, rank, show.

Scores of all documents are added up word by word in arrays (no early stop, so the ranking is exhaustive), multiplied
by the signals' factor, and the best are looked at closely (`passages`).
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search_index import closeness, passages, query, ranking
from search_index.engine import SearchAnswer, SearchResult
from search_index.segment import Floats, Part, Segment
from search_index.signals import SignalStore

SOLVED, UNDER_REVIEW, UNSAFE, PINNED = 1, 2, 4, 8  # bits of SignalStore.states
UNSAFE_FACTOR = np.float32(1e-6)  # shown last, with a notice
# Text score by weight of the words typed, below which a suggestion is noise. Measured on hint3_en: drops two in five
# messages that no FAQ answers and one in twenty that one does. With a question's text most words find nothing anywhere.
SUGGEST_MIN = 0.3
SUGGEST_MIN_ASKING = 0.2


class Index:
    """The segments of one moment of an index, read together. Cheap to make; never changes."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.segments = list(segments)
        self.documents = sum(segment.count for segment in segments)
        self._spellings: dict[str, list[str]] = {}
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

    def spellings(self, letter: str) -> list[str]:
        """The words of all segments that begin with this letter, each once."""
        words = self._spellings.get(letter)
        if words is None:
            words = sorted({word for segment in self.segments for word in segment.spellings(letter)})
            self._spellings[letter] = words
        return words

    def surface(self, term: str) -> str:
        """A term as people write it."""
        return next((found for segment in self.segments if (found := segment.surface(term))), term)


def search(index: Index, signals: SignalStore, request: query.SearchRequest) -> SearchAnswer:
    """The answer to a request; deterministic (ties by slot, lowest first)."""
    started = time.perf_counter()
    langs = tuple(dict.fromkeys((*request.langs, *index.langs)))[:12]
    plan = query.plan(request, index, langs)
    if not plan.groups:
        return SearchAnswer(0, (), {"kind": {}, "topic": {}, "lang": {}}, None, _since(started))
    counts: dict[str, Counter[str]] = {"kind": Counter(), "topic": Counter(), "lang": Counter()}
    total = 0
    best: list[_Candidate] = []
    wanted = max(request.offset + request.limit, ranking.CLOSE_LOOK)
    for segment in index.segments:
        text = _score(segment, plan)
        matching, factors = _standing(segment, text, signals, request.suggesting)
        passing = _filter(segment, matching, request, counts)
        total += int(np.count_nonzero(passing))
        scores = np.where(passing, text * factors, np.float32(0))
        best += [
            _Candidate(float(scores[d]), int(segment.columns.slots[d]), segment, d, float(text[d]), 0.0)
            for d in top(scores, wanted).tolist()
        ]
    best.sort(key=_rank)
    terms = {term: i for i, group in enumerate(plan.groups) for term, _ in group.terms}
    looked_at = sorted(_look_closely(best[: ranking.CLOSE_LOOK], plan, terms), key=_rank)
    if request.suggesting:
        least = plan.mass * (SUGGEST_MIN_ASKING if request.body else SUGGEST_MIN)
        looked_at = [each for each in looked_at if each.text * (1 + each.bonus) >= least]
        best, total = [], len(looked_at)
    page = (looked_at + best[ranking.CLOSE_LOOK :])[request.offset : request.offset + request.limit]
    finders = {id(s): s.finder(terms) for s in {id(each.segment): each.segment for each in page}.values()}
    results = tuple(
        _result(each, finders[id(each.segment)](each.document), signals, plan, request.explain)
        for each in page
    )
    meant = _did_you_mean(index, request.words, plan)
    return SearchAnswer(total, results, {name: dict(c) for name, c in counts.items()}, meant, _since(started))


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def _did_you_mean(index: Index, words: str, plan: query.Plan) -> str | None:
    """The words as typed with the misspelt ones replaced; None when none was."""
    meant = words
    for word, term in sorted(plan.slips, key=lambda slip: -slip[0].start):
        if words[word.start : word.end].lower() == word.raw:  # not from the body of a question
            meant = meant[: word.start] + index.surface(term) + meant[word.end :]
    return meant if meant != words else None


class _Candidate(NamedTuple):
    score: float
    slot: int
    segment: Segment
    document: int
    text: float
    bonus: float


def _rank(candidate: _Candidate) -> tuple[float, int]:
    return -candidate.score, candidate.slot


def _standing(
    segment: Segment, text: Floats, signals: SignalStore, suggesting: bool
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """(may be shown for these words, factor of the signals) of every document."""
    factors = signals.factors(segment.columns.slots)
    states = signals.states(segment.columns.slots)
    matching = (text > 0) & segment.alive
    if suggesting:
        matching &= (states & (UNSAFE | UNDER_REVIEW)) == 0
    unsafe = (states & UNSAFE) > 0
    return matching, np.where(unsafe, factors * UNSAFE_FACTOR, factors) if unsafe.any() else factors


def _look_closely(best: Sequence[_Candidate], plan: query.Plan, terms: Mapping[str, int]) -> list[_Candidate]:
    """The same candidates with their scores raised by `closeness.bonus`."""
    looked: list[_Candidate] = []
    for segment in {id(each.segment): each.segment for each in best}.values():
        mine = [each for each in best if each.segment is segment]
        raised = closeness.bonus(segment.hits([each.document for each in mine], terms), plan, len(mine))
        for each, more in zip(mine, raised.tolist(), strict=True):
            looked.append(each._replace(score=each.score * (1 + more), bonus=more))
    return looked


def _score(segment: Segment, plan: query.Plan) -> Floats:
    """The text score of every document: the sum over words of the best of their forms."""
    scores = np.zeros(segment.count, np.float32)
    best = np.zeros(segment.count, np.float32)
    for group in plan.groups:
        lists = []
        for term, share in group.terms:
            documents, impact = segment.postings(term)
            if len(documents):
                lists.append((documents, impact * np.float32(group.weight * share)))
        if len(lists) == 1:
            scores[lists[0][0]] += lists[0][1]
        elif lists:
            for documents, values in lists:
                best[documents] = np.maximum(best[documents], values)
            scores += best
            for documents, _ in lists:
                best[documents] = 0
    return scores


def _filter(
    segment: Segment,
    matching: npt.NDArray[np.bool_],
    request: query.SearchRequest,
    counts: dict[str, Counter[str]],
) -> npt.NDArray[np.bool_]:
    """Which pass all filters; adds to the counts, each of which ignores its own filter."""
    columns = segment.columns
    wanted = {"kinds": request.kinds, "topics": request.topics, "langs": request.doc_langs}
    masks: dict[str, npt.NDArray[np.bool_]] = {}
    for name, values in wanted.items():
        if values:
            names = columns.names[name]
            chosen = [i for i, each in enumerate(names) if each in values]
            masks[name] = np.isin(getattr(columns, name), chosen)
    passing = matching
    for mask in masks.values():
        passing = passing & mask
    for name, label in (("kinds", "kind"), ("topics", "topic"), ("langs", "lang")):
        others = matching
        for other, mask in masks.items():
            if other != name:
                others = others & mask
        numbers = np.bincount(getattr(columns, name)[np.flatnonzero(others)], minlength=1)
        for i in np.flatnonzero(numbers).tolist():
            if columns.names[name][i]:
                counts[label][columns.names[name][i]] += int(numbers[i])
    return passing


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
    found: _Candidate, parts: Sequence[Part], signals: SignalStore, plan: query.Plan, explain: bool
) -> SearchResult:
    stored = found.segment.stored(found.document)
    live = signals.get(found.slot)
    why: dict[str, Any] = {}
    if explain:
        why = {"text": round(found.text * (1 + found.bonus), 4), "bm25f": round(found.text, 4)}
        why |= {"closeness": round(1 + found.bonus, 4), "fields": _by_field(parts, plan)}
        why |= ranking.explain(live, time.time())
    return SearchResult(
        id=stored["id"],
        slot=found.slot,
        kind=stored["kind"],
        lang=stored["lang"],
        title=stored["title"],
        topic=stored["topic"],
        external_id=stored["external_id"],
        score=found.score,
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
