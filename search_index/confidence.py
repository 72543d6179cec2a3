"""Is anything found that answers, or are these only the nearest of what does not?

    evidence(d) = cosine of the query and the nearest sentence of d, or d itself  *  share of the query's weight that d says
    sure        = a document with evidence >= SURE, or as near as SURE_COSINE by meaning alone (another language, other
                  words), or with a code or quoted phrase of the query

Neither alone is enough: "I want to know about this product" is said by many texts and means nothing in particular, and
something vaguely near is always found. Sentences are looked at only while the documents as a whole leave it open.
Measured on messages that no FAQ answers (`benchmarks/out_of_scope.py`). Without meaning the words alone decide.

A site that knows what its visitors were satisfied with, and what they were not, judges by these instead:

    evidence(d) = cosine of the query and the nearest sentence of d, d itself, or the nearest search that ended there
                  + share of the query's weight that d says
    sure        = best evidence + `Past.leaning` >= what all but SURE_REFUSED of its own satisfied searches had when each
                  was left out and searched for anew (`grading.py`), or SURE_MOST

So what counts as near is the site's own measure, and what was left unsatisfied before tells what only looks near.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from search_index import weights
from search_index.candidates import Candidate
from search_index.embedding import Vectors
from search_index.fusion import covered
from search_index.index import Index
from search_index.learning import Mask
from search_index.meaning import Meaning
from search_index.query import Plan
from search_index.segment import Part

LOOK = 10  # documents
LINES = 12  # sentences of each
LINE_CHARS = 300
LEANS_AT_MOST = 1.5  # `Past.leaning`, either way: what is farther above the bound need not ask
_SENTENCE_END = re.compile(r"\n+|(?<=[.!?])\s+|(?<=[。！？])")


class Site(NamedTuple):
    """What the site's own searches say of a new one. `wording`: the cosine of the nearest search that ended on a document."""

    wording: Callable[[Candidate], float]
    leaning: Callable[[], float]
    least: float


def site(index: Index, asked: Vectors | None, permitted: Callable[[], list[Mask]]) -> Site | None:
    """None where too little was learned. `permitted`: which documents may be shown, by segment."""
    past = index.past
    if past is None or past.lesson.sure is None or asked is None or not index.understands:
        return None
    numbers = {id(segment): number for number, segment in enumerate(index.segments)}
    near = past.wordings(asked)
    return Site(
        lambda each: float(near[numbers[id(each.segment)]][each.document]),
        lambda: past.leaning(asked, np.concatenate(past.likeness(asked, permitted()))),
        past.lesson.sure,
    )


def sure(
    best: Sequence[Candidate],
    plan: Plan,
    meaning: Meaning | None,
    asked: Vectors | None,
    parts: Callable[[Candidate], Sequence[Part]],
    site: Site | None = None,
) -> bool:
    """May the results be shown as found? `best`: in their order, of which the first are looked at."""
    looked_at = best[:LOOK]
    if any(each.exact or each.promoted <= 0 for each in looked_at):
        return True
    if asked is None or meaning is None:
        return max((_share(plan, each.bits) for each in looked_at), default=0.0) >= weights.SURE_WORDS
    if site is not None and looked_at:
        whole = evidence(looked_at, plan, None, asked, parts, site.wording)
        if whole >= site.least + LEANS_AT_MOST:
            return True
        least = site.least - site.leaning()
        return whole >= least or evidence(looked_at, plan, meaning, asked, parts, site.wording) >= least
    if any(_is_enough(each.cosine, _share(plan, each.bits)) for each in looked_at):
        return True
    if not meaning.embedder.quick:
        return False
    return any(_is_enough(*_by_sentences(parts(each), plan, meaning, asked)) for each in looked_at)


def evidence(
    best: Sequence[Candidate],
    plan: Plan,
    meaning: Meaning | None,
    asked: Vectors,
    parts: Callable[[Candidate], Sequence[Part]],
    wording: Callable[[Candidate], float],
) -> float:
    """The most of any of these documents, -1 to 2; `meaning` None: without looking at their sentences."""
    most = -1.0
    for each in best[:LOOK]:
        near = wording(each)
        most = max(most, max(each.cosine, near) + _share(plan, each.bits))
        if meaning is not None and meaning.embedder.quick:
            own = [part for part in parts(each) if part.field != "learned"]
            cosine, share = _by_sentences(own, plan, meaning, asked)
            most = max(most, max(cosine, near) + share)
    return most


def _is_enough(cosine: float, share: float) -> bool:
    return cosine >= weights.SURE_COSINE or max(0.0, cosine) * share >= weights.SURE


def _share(plan: Plan, bits: int) -> float:
    mass = plan.mass
    return covered(plan, bits) / mass if mass > 0 else 0.0


def _by_sentences(parts: Sequence[Part], plan: Plan, meaning: Meaning, asked: Vectors) -> tuple[float, float]:
    """The cosine of the nearest of a document's first sentences, and the share of the query's weight it says."""
    said = 0
    for part in parts:
        for group in set(part.groups.tolist()):
            said |= 1 << group
    lines = (line for part in parts for line in _SENTENCE_END.split(part.text) if line.strip())
    texts = [line[:LINE_CHARS] for line in islice(lines, LINES)]
    if not texts:
        return -1.0, 0.0
    nearest = float((meaning.embedder.encode(texts, meaning.weights, asked=True) @ asked).max())
    return nearest, _share(plan, said)
