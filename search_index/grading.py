"""How far past searches are believed: they grade themselves.

Whether past searches tell anything about new ones differs from site to site. Where everybody asks the same few things
they know more than any text; where each document was asked for once they are always wrong. So each of a sample is left
out, with everything that only stands there because of it, and searched for as if it were new: by words and meaning,
exactly as a visitor's search, and by the remaining searches with several strengths. The strengths that find its document
best (mean reciprocal rank) are used, on average; none at all unless they are better than the texts alone by `SURE` standard
errors, so that chance alone would teach a site something false one time in a hundred.

The same left-out searches tell what an answerable search of this site looks like: how near something of what is found is
to it. What all but a few of them have is the site's measure of what is found at all (`confidence.py`).
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from search_index import confidence, languages, query, weights
from search_index.candidates import Candidate, fuse, gather, look_closely
from search_index.embedding import Vectors
from search_index.index import Index
from search_index.learning import Lesson, Mask, Past, mean_of
from search_index.meaning import Meaning, SegmentVectors
from search_index.missed import NONE_MISSED, Missed
from search_index.segment import Segment
from search_index.sidecar import SidecarSegment
from search_index.signals import SignalStore, Slots, Standing
from search_index.tuning import DEFAULT, Tuning

STRENGTHS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
SAMPLE = 200  # searches left out, one at a time
SURE = 2.33  # standard errors: one in a hundred


class _Level(SignalStore):
    """No hits, votes or flags: the texts and the past are compared, not what else is known."""

    def __init__(self) -> None:
        """No file: everything that reads it is below."""

    @property
    def tuning(self) -> Tuning:
        return DEFAULT

    def standing(self, slots: Slots, now: float | None = None) -> Standing:
        ones = np.ones(len(slots), np.float32)
        return Standing(ones, ones, np.zeros(len(slots), np.uint8))


@dataclass(frozen=True, slots=True)
class _Grade:
    """Of a search that was left out: with each of the strengths one by the rank of the best document it ended on, and how
    near something is to it; None where nothing is known to have been left unsatisfied."""

    ranks: Sequence[float]
    evidence: float | None


@dataclass(frozen=True, slots=True)
class _Search:
    """A wording, and where it ended: (segment, document, row of its vector) each."""

    text: str
    ended: Sequence[tuple[int, int, int]]


def learn(
    segments: Sequence[SidecarSegment],
    vectors: Sequence[SegmentVectors],
    meaning: Meaning,
    missed: Missed = NONE_MISSED,
) -> Lesson | None:
    """The lesson of an index; None when nothing was learned. `missed`: searches that were left unsatisfied."""
    mean, rows = mean_of(vectors, [segment.alive for segment in segments])
    if not rows:
        return None
    searches = _searches(segments, vectors)
    lesson = Lesson(mean, None, rows, words=missed.checksum)
    if len(searches) < weights.LEARNED_GRADED_FROM:
        return lesson
    found = meaning.embedder.encode(missed.wordings, meaning.weights, asked=True)
    doubted = replace(lesson, strength=0.0, missed=found[np.abs(found).sum(axis=1) > 0])
    index = Index(segments, meaning, vectors, doubted)
    past = Past(doubted, vectors)
    step = max(1, len(searches) // SAMPLE)
    graded = [_grade(index, past, search) for search in searches[::step]]
    least = least_of([each.evidence for each in graded if each.evidence is not None])
    return replace(doubted, strength=strength_of(np.array([each.ranks for each in graded])), sure=least)


def strength_of(ranks: npt.NDArray[np.float64]) -> float:
    """The strength that reciprocal ranks (a row a search, a column a strength) speak for."""
    means = ranks.mean(axis=0)
    best = int(means.argmax())
    gain = ranks[:, best] - ranks[:, 0]
    if gain.mean() <= SURE * gain.std() / np.sqrt(len(gain)):
        return 0.0
    alike = [s for s, m in zip(STRENGTHS, means, strict=True) if m >= means[best] - weights.LEARNED_ALIKE]
    return float(np.mean(alike))


def least_of(evidence: Sequence[float]) -> float | None:
    """The evidence from which on a site finds something, by that of its own satisfied searches; None: too few to tell."""
    if len(evidence) < weights.SURE_GRADED_FROM:
        return None
    return min(weights.SURE_MOST, float(np.quantile(evidence, weights.SURE_REFUSED)))


def _searches(segments: Sequence[SidecarSegment], vectors: Sequence[SegmentVectors]) -> list[_Search]:
    """Every wording of the living documents once."""
    ended: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    for number, (segment, each) in enumerate(zip(segments, vectors, strict=True)):
        told = segment.learned()
        if [document for document, _ in told] != each.past_owners[: each.searches].tolist():
            raise ValueError("The texts and the vectors of past searches are not of the same documents")
        for row, (document, text) in enumerate(told):
            if segment.alive[document]:
                ended[text].append((number, document, row))
    return [_Search(text, where) for text, where in ended.items()]


def _grade(index: Index, past: Past, search: _Search) -> _Grade:
    """Search for it as if it were new."""
    assert index.meaning is not None
    langs = {_lang(index, number, document) for number, document, _ in search.ended}
    request = query.SearchRequest(search.text, langs=index.langs, doc_langs=tuple(langs))
    plan = query.plan(request, index, index.langs[:12])
    asked = index.meaning.encode_query(search.text)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("kind", "topic", "lang")}
    gathered = gather(index, plan, asked, _LEVEL, request, counts, weights.CLOSE_LOOK, told=[])
    terms = {term: i for i, group in enumerate(plan.groups) for term, _ in group.terms}
    look_closely(gathered.candidates, plan, terms, DEFAULT)
    ranked = fuse(gathered, plan, DEFAULT, languages.told(search.text))
    whole = np.float32(gathered.whole)
    numbers = {id(segment): number for number, segment in enumerate(index.segments)}
    texts = [np.zeros(segment.count, np.float32) for segment in index.segments]
    for each in ranked:
        texts[numbers[id(each.segment)]][each.document] = each.text
    vector = _vector(index, search)
    likeness = _left_out(index, past, search, vector, langs)
    text, votes = np.concatenate(texts), np.concatenate(past.said(likeness))
    votes /= max(float(votes.max(initial=0)), weights.LEARNED_LEAST)
    if gathered.understood:
        text *= whole
    else:
        votes *= whole
    starts = np.cumsum([0, *(segment.count for segment in index.segments)])
    gold = np.array([starts[number] + document for number, document, _ in search.ended])
    found = []
    for strength in STRENGTHS:
        scores = text + np.float32(strength) * votes
        found.append(1.0 / (1 + int(np.count_nonzero(scores > scores[gold].max() + 1e-6))))
    if not index.understands or len(past.lesson.missed) < weights.SURE_MISSED_FROM:
        return _Grade(found, None)
    near = _evidence(index, past, search, ranked, plan, vector, terms)
    return _Grade(found, near + past.leaning(vector, likeness))


def _evidence(
    index: Index,
    past: Past,
    search: _Search,
    ranked: Sequence[Candidate],
    plan: query.Plan,
    asked: Vectors,
    terms: Mapping[str, int],
) -> float:
    """How near something is to it (`confidence.evidence`), its own words left out of what ended on each document."""
    numbers = {id(segment): number for number, segment in enumerate(index.segments)}
    wordings = past.wordings(asked, [(number, row) for number, _, row in search.ended])
    return confidence.evidence(
        ranked,
        plan,
        index.meaning,
        asked,
        lambda each: each.segment.finder(terms)(each.document),
        lambda each: float(wordings[numbers[id(each.segment)]][each.document]),
    )


def _vector(index: Index, search: _Search) -> Vectors:
    number, _, row = search.ended[0]
    return np.asarray(index.vectors[number].past_rows()[row].astype(np.float32) / np.float32(127), np.float32)


def _left_out(index: Index, past: Past, search: _Search, asked: Vectors, langs: set[str]) -> Vectors:
    """The likeness of the other examples: without its own rows, and without a sentence of each document it ended on."""
    likeness = past.likeness(asked, [_spoken(segment, langs) for segment in index.segments])
    for number, document, row in search.ended:
        vectors = index.vectors[number]
        likeness[number][row] = -9
        examples = np.flatnonzero(vectors.past_owners[vectors.searches :] == document) + vectors.searches
        searches = int(np.count_nonzero(vectors.past_owners[: vectors.searches] == document))
        likeness[number][examples[searches - 1 :]] = -9
    return np.concatenate(likeness)


def _spoken(segment: Segment, langs: set[str]) -> Mask:
    names = segment.columns.names["langs"]
    return segment.alive & np.isin(
        segment.columns.langs, [i for i, name in enumerate(names) if name in langs]
    )


def _lang(index: Index, number: int, document: int) -> str:
    columns = index.segments[number].columns
    return str(columns.names["langs"][columns.langs[document]])


_LEVEL = _Level()
