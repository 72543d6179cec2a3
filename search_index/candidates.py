"""The documents that are worth a close look, by their words or by their meaning, and the order they end up in."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from search_index import closeness, pruning, query, weights
from search_index.analysis import base_lang
from search_index.embedding import Vectors
from search_index.fusion import Trust, codes
from search_index.index import Index
from search_index.scoring import Mask, both, count, passing, ranked, score, standing, top
from search_index.scoring import wanted as wanted_sorts
from search_index.segment import Floats, Segment
from search_index.signals import UNDER_REVIEW, UNSAFE, SignalStore
from search_index.tuning import Tuning

MEDIAN_OF = 8192  # documents by whose nearness the usual one is told


@dataclass(slots=True)
class Candidate:
    segment: Segment
    document: int
    slot: int
    factor: float
    bm25f: float
    cosine: float = 0.0
    votes: float = 0.0
    bonus: float = 0.0
    bits: int = 0  # the query's words it says: 1 << number of the word
    exact: bool = False  # it says a code or a quoted phrase of the query
    near: float = 0.0
    parts: tuple[float, float, float] = (0.0, 0.0, 0.0)  # of `text`: words, meaning, past searches
    text: float = 0.0
    promoted: int = 1  # 0 and below: stands before those above

    @property
    def words(self) -> float:
        """What the words alone say."""
        return self.bm25f * (1.0 + self.bonus)

    @property
    def lang(self) -> str:
        columns = self.segment.columns
        return base_lang(columns.names["langs"][int(columns.langs[self.document])])

    @property
    def score(self) -> float:
        return self.text * self.factor


@dataclass(slots=True)
class Gathered:
    """`candidates` are looked at closely; `others` (by their words, best first) only fill far pages."""

    candidates: list[Candidate]
    others: list[Candidate]
    total: int
    usual: float  # the median cosine of all documents that might be shown
    nearest: float
    understood: bool = True  # meaning was asked too
    whole: float = 1.0  # what the text scores are shares of, past searches left out


def gather(
    index: Index,
    plan: query.Plan,
    asked: Vectors | None,
    signals: SignalStore,
    request: query.SearchRequest,
    counts: dict[str, Counter[str]],
    wanted: int,
    told: Sequence[Floats] | None = None,
) -> Gathered:
    """The documents that are best by their words, their meaning or past searches, over all segments.

    `told`: what past searches say of each segment's documents, empty for nothing; None: ask them.
    """
    by_words: list[Candidate] = []
    by_meaning: list[Candidate] = []
    again: list[Candidate] = []
    total = 0
    cosines: list[Floats] = []
    told = _told(index, asked, signals, request) if told is None else told
    meant = asked if index.understands else None
    # Suggestions are few and nobody is told how many match.
    only_best = request.suggesting and meant is None and not (request.first or request.only)
    for number, segment in enumerate(index.segments):
        slots = segment.columns.slots
        shown, factors = standing(segment, signals, request.suggesting)
        filters = wanted_sorts(segment, request)
        allowed = both(shown, passing(segment, filters))
        if only_best and not told:
            by_words += _best(segment, plan, signals, allowed, wanted)
            continue
        text = score(segment, plan)
        near = index.vectors[number].nearness(meant, allowed) if meant is not None else None
        votes = told[number] if told else None
        matching = text > 0
        if near is not None:
            matching |= near >= weights.MEANT_COSINE
        if votes is not None:
            matching |= votes >= weights.LEARNED_FOUND
        first: list[int] = []
        if request.first:
            trusted = (signals.standing(slots).states & (UNSAFE | UNDER_REVIEW)) == 0
            lifted = np.isin(slots, request.first) & trusted
            matching |= lifted
        if shown is not None:
            matching &= shown
        total += count(segment, matching, filters, counts)
        if request.first:
            first = _places(lifted, allowed)
        asked_for: list[int] = []
        if request.only:
            asked_for = _places(np.isin(slots, request.only), shown)

        make = _maker(segment, factors, text, near, votes)
        best = top(ranked(text, factors, allowed), wanted).tolist()
        also: list[int] = []
        matched = matching if allowed is None else matching & allowed
        if votes is not None:
            also = top(ranked(votes, factors, matched), weights.CLOSE_LOOK // 4).tolist()
        if near is not None and meant is not None:
            cosines.append(near if allowed is None else near[allowed])
            also += top(ranked(near, factors, matched), wanted).tolist()
            looked_at = np.array([*best, *also, *first, *asked_for], np.int64)
            index.vectors[number].sharpen(near, meant, looked_at)
        by_words += make(best)
        by_meaning += make(list(dict.fromkeys(also)))
        again += make(asked_for)
        for each in make(first):
            each.promoted = request.first.index(each.slot) - len(request.first) + 1
            again.append(each)
    by_words.sort(key=lambda c: (-c.bm25f * c.factor, c.slot))
    by_meaning.sort(key=lambda c: (-(c.cosine + c.votes) * c.factor, c.slot))
    chosen = {(id(c.segment), c.document): c for c in by_meaning[: weights.CLOSE_LOOK]}
    chosen |= {(id(c.segment), c.document): c for c in (*by_words[: weights.CLOSE_LOOK], *again)}
    far = (*by_words[weights.CLOSE_LOOK :], *by_meaning[weights.CLOSE_LOOK :])
    others = {k: c for c in far if (k := (id(c.segment), c.document)) not in chosen}
    nearest = max((float(each.max()) for each in cosines if len(each)), default=0.0)
    usual = _median(cosines)
    return Gathered(list(chosen.values()), list(others.values()), total, usual, nearest, meant is not None)


def _best(
    segment: Segment, plan: query.Plan, signals: SignalStore, allowed: Mask, wanted: int
) -> list[Candidate]:
    """The best by their words alone, without looking at all others."""
    known = signals.standing(segment.columns.slots)
    documents, texts = pruning.best(segment, plan, known, allowed, wanted)
    slots, factors = segment.columns.slots[documents].tolist(), known.ranked[documents].tolist()
    rows = zip(documents.tolist(), slots, factors, texts.tolist(), strict=True)
    return [Candidate(segment, *row) for row in rows]


def _maker(
    segment: Segment, factors: Floats, text: Floats, near: Floats | None, votes: Floats | None
) -> Callable[[list[int]], list[Candidate]]:
    """Documents of a segment -> candidates, column by column: one by one numpy's numbers are slow to read."""

    def column(values: Floats | None, documents: list[int]) -> list[float]:
        return [0.0] * len(documents) if values is None else values[documents].tolist()

    def make(documents: list[int]) -> list[Candidate]:
        if not documents:
            return []
        slots = segment.columns.slots[documents].tolist()
        numbers = (column(values, documents) for values in (factors, text, near, votes))
        rows = zip(documents, slots, *numbers, strict=True)
        return [Candidate(segment, *row) for row in rows]

    return make


def _median(parts: Sequence[Floats]) -> float:
    """Of all these numbers; of many, of every n-th, which are as good a measure of what is usual."""
    step = sum(len(part) for part in parts) // MEDIAN_OF + 1
    some = np.concatenate([part[::step] for part in parts]) if parts else np.zeros(0, np.float32)
    return float(np.median(some)) if len(some) else 0.0


def _places(chosen: npt.NDArray[np.bool_], shown: Mask) -> list[int]:
    found = both(chosen, shown)
    assert found is not None
    return [int(d) for d in np.flatnonzero(found)]


def _told(
    index: Index, asked: Vectors | None, signals: SignalStore, request: query.SearchRequest
) -> list[Floats]:
    """What past searches say of the documents that may be shown, by segment; empty when nothing was learned."""
    if asked is None or index.past is None:
        return []
    return index.past.votes(asked, permitted(index, signals, request))


def permitted(
    index: Index, signals: SignalStore, request: query.SearchRequest
) -> list[npt.NDArray[np.bool_]]:
    """Of every segment which documents may be shown and pass the filters."""
    allowed = []
    for segment in index.segments:
        shown, _ = standing(segment, signals, request.suggesting)
        mask = both(shown, passing(segment, wanted_sorts(segment, request)))
        allowed.append(np.ones(segment.count, np.bool_) if mask is None else mask)
    return allowed


def fuse(
    gathered: Gathered, plan: query.Plan, tuning: Tuning, told: str | None = None, reader: str | None = None
) -> list[Candidate]:
    """Candidates by their final score, then the others as they were (see `fusion`).

    `told`: the query's language, `reader`: the reader's, each if known.
    """
    found = gathered.candidates
    best_words, votes = max((c.words for c in found), default=0.0), max((c.votes for c in found), default=0.0)
    votes *= tuning.learned
    spread = gathered.nearest - gathered.usual
    trust = Trust(plan, [(c.lang, c.bits, c.exact) for c in found], told, tuning)
    gathered.whole = trust.whole if gathered.understood else max(best_words, plan.mass, 1.0)
    for each in (*found, *gathered.others):
        each.near = max(0.0, (each.cosine - gathered.usual) / spread) if spread > 0 else 0.0
        learned = tuning.learned * each.votes
        if gathered.understood:
            share = each.words / best_words if best_words > 0 else 0.0
            each.parts = trust.parts(each.lang, each.exact, share, each.cosine, each.near, learned, votes)
        else:
            each.parts = (each.words, 0.0, learned * gathered.whole)
        if reader and each.lang and base_lang(each.lang) not in (reader, told):
            words, meaning, past = each.parts
            each.parts = words * weights.FOREIGN, meaning * weights.FOREIGN, past * weights.FOREIGN
        each.text = sum(each.parts)
    return sorted(found, key=lambda c: (-c.score, c.slot)) + gathered.others


def look_closely(
    candidates: Sequence[Candidate], plan: query.Plan, terms: Mapping[str, int], tuning: Tuning
) -> None:
    """Fill in `closeness.bonus` and the words said."""
    exact = codes(plan)
    for segment in {id(each.segment): each.segment for each in candidates}.values():
        mine = [each for each in candidates if each.segment is segment]
        hits = segment.hits([each.document for each in mine], terms)
        raised = closeness.bonus(hits, plan, len(mine), tuning)
        bits, quoted = closeness.said(hits, len(mine)), closeness.phrases(hits, plan.phrases, len(mine))
        for each, more, words, phrase in zip(mine, raised.tolist(), bits, quoted, strict=True):
            each.bonus, each.bits = more, words
            each.exact = phrase or bool(words & exact)
