"""One search over segments, the same for every store: plan, score, filter, rank, show.

Scores of all documents are added up word by word in arrays (no early stop, so the ranking is exhaustive), multiplied
by the signals' factor, and the best are looked at closely (`passages`).
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import analysis, closeness, explaining, learning, passages, query, ranking, weights
from search_index.analysis import base_lang
from search_index.embedding import Vectors
from search_index.engine import SearchAnswer, SearchResult
from search_index.meaning import Meaning, SegmentVectors
from search_index.segment import Floats, Part, Segment
from search_index.signals import SignalStore
from search_index.tuning import Tuning

SOLVED, UNDER_REVIEW, UNSAFE, PINNED = 1, 2, 4, 8  # bits of SignalStore.states
UNSAFE_FACTOR = np.float32(1e-6)  # shown last, with a notice
# Text score by weight of the words typed, below which a suggestion is noise. Measured on hint3_en: drops two in five
# messages that no FAQ answers and one in twenty that one does. With a question's text most words find nothing anywhere.
SUGGEST_MIN = 0.3
SUGGEST_MIN_ASKING = 0.2
SUGGEST_MIN_COSINE = 0.45  # or its meaning is this near


class Index:
    """The segments of one moment of an index, read together. Cheap to make; never changes."""

    def __init__(
        self,
        segments: Sequence[Segment],
        meaning: Meaning | None = None,
        vectors: Sequence[SegmentVectors] = (),
        lesson: learning.Lesson | None = None,
    ) -> None:
        self.segments = list(segments)
        self.meaning = meaning
        self.vectors = list(vectors)
        self.lesson = lesson
        self.learned = [learning.Learned(lesson, each) for each in vectors] if lesson else []
        self.documents = sum(segment.count for segment in segments)
        self._spellings: dict[str, list[str]] = {}
        self.langs = tuple(
            sorted({lang for s in segments for lang in s.columns.names.get("langs", ()) if lang})
        )

    def frequency(self, term: str) -> int:
        """In how many documents. Words that only past searches used stay unknown once those are graded: then their vectors count."""
        found = sum(segment.frequency(term) for segment in self.segments)
        if found and self.lesson and self.lesson.strength is not None:
            said = (segment.postings(term)[1] >= weights.LEARNED_IMPACT for segment in self.segments)
            return sum(int(np.count_nonzero(each)) for each in said)
        return found

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

    def written(self, term: str, lang: str = "") -> int:
        """In how many documents that are there now, of `lang` if given; not those that only past searches say it of."""
        found = 0
        for segment in self.segments:
            documents, impacts = segment.postings(term)
            here = segment.alive[documents] & (impacts >= weights.LEARNED_IMPACT)
            if lang and len(documents):
                names = segment.columns.names["langs"]
                own = [i for i, name in enumerate(names) if base_lang(name) == base_lang(lang)]
                here &= np.isin(segment.columns.langs[documents], own)
            found += int(np.count_nonzero(here))
        return found

    def surface(self, term: str) -> str:
        """A term as people write it."""
        return next((found for segment in self.segments if (found := segment.surface(term))), term)


def search(index: Index, signals: SignalStore, request: query.SearchRequest) -> SearchAnswer:
    """The answer to a request; deterministic (ties by slot, lowest first)."""
    started = time.perf_counter()
    langs = tuple(dict.fromkeys((*request.langs, *index.langs)))[:12]
    plan = query.plan(request, index, langs)
    asked = index.meaning.encode_query(request.words, request.body) if index.meaning else None
    if not plan.groups and asked is None:
        missed = _unknown(request.words, plan)
        return SearchAnswer(
            0, (), {"kind": {}, "topic": {}, "lang": {}}, None, _since(started), unknown=missed
        )
    counts: dict[str, Counter[str]] = {"kind": Counter(), "topic": Counter(), "lang": Counter()}
    wanted = max(request.offset + request.limit, weights.CLOSE_LOOK, request.ranks) + len(request.without)
    gathered = _gather(index, plan, asked, signals, request, counts, wanted)
    terms = {term: i for i, group in enumerate(plan.groups) for term, _ in group.terms}
    strength = index.lesson.strength if index.lesson else None
    tuning = signals.tuning
    _look_closely(gathered.candidates, plan, terms, tuning)
    ranked = _fuse(gathered, plan, 1.0 if strength is None else min(1.0, strength), tuning)
    total = gathered.total
    if request.suggesting:
        least = plan.mass * (SUGGEST_MIN_ASKING if request.body else SUGGEST_MIN)
        ranked = [each for each in ranked if each.words >= least or each.cosine >= SUGGEST_MIN_COSINE]
        total = len(ranked)
    if request.without:
        left_out = set(request.without)
        ranked = [each for each in ranked if each.slot not in left_out]
    if request.only:
        by_slot = {each.slot: each for each in ranked}
        ranked = [by_slot[slot] for slot in request.only if slot in by_slot]
    page = ranked[request.offset : request.offset + request.limit]
    finders = {id(s): s.finder(terms) for s in {id(each.segment): each.segment for each in page}.values()}
    results = tuple(
        _result(each, finders[id(each.segment)](each.document), signals, plan, request.explain)
        for each in page
    )
    if request.passage and results and not request.offset:
        best = page[0]
        shown = passages.answering(finders[id(best.segment)](best.document), plan)
        results = (replace(results[0], passage=shown), *results[1:])
    corrected = _replaced(index, request.words, plan.slips)
    return SearchAnswer(
        total,
        results,
        {name: dict(c) for name, c in counts.items()},
        corrected or _replaced(index, request.words, plan.offers),
        _since(started),
        corrected=corrected is not None,
        unknown=_unknown(request.words, plan),
        ranking=tuple(each.slot for each in ranked[: request.ranks]),
    )


@dataclass(slots=True)
class _Candidate:
    segment: Segment
    document: int
    slot: int
    factor: float
    bm25f: float
    cosine: float = 0.0
    votes: float = 0.0
    bonus: float = 0.0
    said: float = 0.0
    near: float = 0.0
    parts: tuple[float, float, float] = (0.0, 0.0, 0.0)  # of `text`: words, meaning, past searches
    text: float = 0.0

    @property
    def words(self) -> float:
        """What the words alone say."""
        return self.bm25f * (1.0 + self.bonus)

    @property
    def score(self) -> float:
        return self.text * self.factor


@dataclass(slots=True)
class _Gathered:
    """`candidates` are looked at closely; `others` (by their words, best first) only fill far pages."""

    candidates: list[_Candidate]
    others: list[_Candidate]
    total: int
    usual: float  # the median cosine of all documents that might be shown
    nearest: float


def _gather(
    index: Index,
    plan: query.Plan,
    asked: Vectors | None,
    signals: SignalStore,
    request: query.SearchRequest,
    counts: dict[str, Counter[str]],
    wanted: int,
) -> _Gathered:
    """The documents that are best by their words or by their meaning, over all segments."""
    by_words: list[_Candidate] = []
    by_meaning: list[_Candidate] = []
    again: list[_Candidate] = []
    total = 0
    cosines: list[Floats] = []
    told = _told(index, asked, signals, request)
    for number, segment in enumerate(index.segments):
        slots = segment.columns.slots
        text = _score(segment, plan)
        shown, factors = _standing(segment, signals, request.suggesting)
        near = index.vectors[number].nearness(asked) if asked is not None else None
        votes = told[number] if told else None
        matching = text > 0 if near is None else (text > 0) | (near >= weights.MEANT_COSINE)
        asked_for = np.flatnonzero(np.isin(slots, request.only) & shown) if request.only else ()
        passing, allowed = _filter(segment, matching & shown, shown, request, counts)
        total += int(np.count_nonzero(passing))

        def candidate(
            d: int,
            segment: Segment = segment,
            factors: Floats = factors,
            text: Floats = text,
            near: Floats | None = near,
            votes: Floats | None = votes,
            slots: npt.NDArray[np.int64] = slots,
        ) -> _Candidate:
            cosine = float(near[d]) if near is not None else 0.0
            said = float(votes[d]) if votes is not None else 0.0
            return _Candidate(segment, d, int(slots[d]), float(factors[d]), float(text[d]), cosine, said)

        best = top(np.where(passing, text * factors, np.float32(0)), wanted).tolist()
        by_words += [candidate(d) for d in best]
        if near is not None:
            cosines.append(near[allowed])
            also = top(np.where(passing, near * factors, np.float32(0)), wanted).tolist()
            if votes is not None:
                also = top(votes * factors, weights.CLOSE_LOOK // 4).tolist() + also
            by_meaning += [candidate(d) for d in dict.fromkeys(also)]
        again += [candidate(int(d)) for d in asked_for]
    by_words.sort(key=lambda c: (-c.bm25f * c.factor, c.slot))
    by_meaning.sort(key=lambda c: (-(c.cosine + c.votes) * c.factor, c.slot))
    chosen = {(id(c.segment), c.document): c for c in by_meaning[: weights.CLOSE_LOOK]}
    chosen |= {(id(c.segment), c.document): c for c in (*by_words[: weights.CLOSE_LOOK], *again)}
    far = (*by_words[weights.CLOSE_LOOK :], *by_meaning[weights.CLOSE_LOOK :])
    others = {k: c for c in far if (k := (id(c.segment), c.document)) not in chosen}
    everything = np.concatenate(cosines) if cosines else np.zeros(0, np.float32)
    usual, nearest = (
        (float(np.median(everything)), float(everything.max())) if len(everything) else (0.0, 0.0)
    )
    return _Gathered(list(chosen.values()), list(others.values()), total, usual, nearest)


def _told(
    index: Index, asked: Vectors | None, signals: SignalStore, request: query.SearchRequest
) -> list[Floats]:
    """What past searches say of the documents that may be shown, by segment; empty when nothing was learned."""
    if asked is None or index.lesson is None:
        return []
    ignored: dict[str, Counter[str]] = {"kind": Counter(), "topic": Counter(), "lang": Counter()}
    allowed = []
    for segment in index.segments:
        shown, _ = _standing(segment, signals, request.suggesting)
        allowed.append(_filter(segment, shown, shown, request, ignored)[1])
    return learning.votes([each.opinion(asked) for each in index.learned], allowed, index.lesson.strength)


def _fuse(gathered: _Gathered, plan: query.Plan, belief: float, tuning: Tuning) -> list[_Candidate]:
    """Candidates by their final score, then the others as they were (see `ranking.fused`).

    `belief` in 0..1: how far past searches in like words are believed.
    """
    found = gathered.candidates
    best_words, votes = max((c.words for c in found), default=0.0), max((c.votes for c in found), default=0.0)
    votes *= tuning.learned
    spread = gathered.nearest - gathered.usual
    said = max(weights.LEARNED_PRIOR, max((c.said for c in found), default=0.0))
    for each in (*found, *gathered.others):
        each.near = max(0.0, (each.cosine - gathered.usual) / spread) if spread > 0 else 0.0
        like = belief * weights.LEARNED_WORDS * each.said / said
        told = tuning.learned * (each.votes + like)
        if spread > 0:
            each.parts = ranking.fused(each.words, best_words, plan.mass, each.near, told, votes, tuning)
        else:
            alone = tuning.learned * best_words * weights.LEARNED_WORDS_ALONE * each.said / said
            each.parts = (each.words, 0.0, alone)
        each.text = sum(each.parts)
    return sorted(found, key=lambda c: (-c.score, c.slot)) + gathered.others


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def unknown(index: Index, words: str, langs: Sequence[str]) -> tuple[str, ...]:
    """Those of the words that no document may be found by, as they were typed."""
    request = query.SearchRequest(words, langs=tuple(langs), exact=True)
    return _unknown(words, query.plan(request, index, tuple(dict.fromkeys((*langs, *index.langs)))[:12]))


def _unknown(words: str, plan: query.Plan) -> tuple[str, ...]:
    """The unknown words as typed. Pairs of a script without spaces are told together, if no neighbour is known."""
    spans: list[list[int]] = []
    for word in sorted(plan.unknown, key=lambda word: word.start):
        if words[word.start : word.end].lower() != word.raw and word.raw.isascii():
            continue  # of the body of a question
        if spans and word.start < spans[-1][1]:
            spans[-1][1] = max(spans[-1][1], word.end)
        else:
            spans.append([word.start, word.end])
    known = [(group.start, group.end) for group in plan.groups]
    alone = [(a, z) for a, z in spans if not any(start < z and a < end for start, end in known)]
    return tuple(dict.fromkeys(words[a:z] for a, z in alone))


def _replaced(index: Index, words: str, slips: Sequence[tuple[analysis.QueryWord, str]]) -> str | None:
    """The words as typed with these replaced; None when none was."""
    meant = words
    for word, term in sorted(slips, key=lambda slip: -slip[0].start):
        if words[word.start : word.end].lower() == word.raw:  # not from the body of a question
            meant = meant[: word.start] + index.surface(term) + meant[word.end :]
    return meant if meant != words else None


def _standing(
    segment: Segment, signals: SignalStore, suggesting: bool
) -> tuple[npt.NDArray[np.bool_], Floats]:
    """(may be shown, factor of the signals) of every document."""
    factors = signals.factors(segment.columns.slots)
    states = signals.states(segment.columns.slots)
    shown = segment.alive
    if suggesting:
        shown = shown & ((states & (UNSAFE | UNDER_REVIEW)) == 0)
    unsafe = (states & UNSAFE) > 0
    return shown, np.where(unsafe, factors * UNSAFE_FACTOR, factors) if unsafe.any() else factors


def _look_closely(
    candidates: Sequence[_Candidate], plan: query.Plan, terms: Mapping[str, int], tuning: Tuning
) -> None:
    """Fill in `closeness.bonus`."""
    for segment in {id(each.segment): each.segment for each in candidates}.values():
        mine = [each for each in candidates if each.segment is segment]
        hits = segment.hits([each.document for each in mine], terms)
        raised, said = closeness.bonus(hits, plan, len(mine), tuning)
        for each, more, votes in zip(mine, raised.tolist(), said.tolist(), strict=True):
            each.bonus, each.said = more, votes


def _score(segment: Segment, plan: query.Plan) -> Floats:
    """The text score of every document: the sum over words of the best of their forms."""
    scores = np.zeros(segment.count, np.float32)
    best: Floats | None = None
    for group in plan.groups:
        lists = []
        for term, share in group.terms:
            documents, impact = segment.postings(term)
            if len(documents):
                lists.append((documents, impact * np.float32(group.weight * share)))
        if len(lists) == 1:
            np.add.at(scores, *lists[0])  # half the time of `scores[documents] += values`
        elif lists:
            best = np.zeros(segment.count, np.float32) if best is None else best
            for documents, values in lists:
                np.maximum.at(best, documents, values)
            scores += best
            for documents, _ in lists:
                best[documents] = 0
    return scores


def _filter(
    segment: Segment,
    matching: npt.NDArray[np.bool_],
    shown: npt.NDArray[np.bool_],
    request: query.SearchRequest,
    counts: dict[str, Counter[str]],
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """(matching, shown) that pass all filters; adds to the counts, each of which ignores its own filter."""
    columns = segment.columns
    wanted = {"kinds": request.kinds, "topics": request.topics, "langs": request.doc_langs}
    masks: dict[str, npt.NDArray[np.bool_]] = {}
    for name, values in wanted.items():
        if values:
            names = columns.names[name]
            chosen = [i for i, each in enumerate(names) if each in values]
            masks[name] = np.isin(getattr(columns, name), chosen)
    passing, allowed = matching, shown
    for mask in masks.values():
        passing, allowed = passing & mask, allowed & mask
    for name, label in (("kinds", "kind"), ("topics", "topic"), ("langs", "lang")):
        others = matching
        for other, mask in masks.items():
            if other != name:
                others = others & mask
        numbers = np.bincount(getattr(columns, name)[np.flatnonzero(others)], minlength=1)
        for i in np.flatnonzero(numbers).tolist():
            if columns.names[name][i]:
                counts[label][columns.names[name][i]] += int(numbers[i])
    return passing, allowed


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
        why = {"text": round(found.text, 4), "words": round(found.words, 4), "bm25f": round(found.bm25f, 4)}
        why |= {"closeness": round(1 + found.bonus, 4), "fields": explaining.by_field(parts, plan)}
        why |= {
            "meaning": round(found.near, 4),
            "cosine": round(found.cosine, 4),
            "learned": round(found.votes, 4),
            "learned_words": round(found.said, 4),
        }
        why |= dict(zip(explaining.TEXT_PARTS, (round(part, 6) for part in found.parts), strict=True))
        why |= explaining.by_signal(live, time.time(), signals.tuning)
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
        found=min(1.0, found.words / plan.mass) if plan.mass else 0.0,
        cosine=found.cosine,
    )
