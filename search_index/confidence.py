"""Is anything found that answers, or are these only the nearest of what does not?

    evidence(d) = cosine of the query and the nearest sentence of d, or d itself  *  share of the query's weight that d says
    sure        = a document with evidence >= SURE, or as near as SURE_COSINE by meaning alone (another language, other
                  words), or with a code or quoted phrase of the query

Neither alone is enough: "I want to know about this product" is said by many texts and means nothing in particular, and
something vaguely near is always found. Sentences are looked at only while the documents as a whole leave it open.
Measured on messages that no FAQ answers (`benchmarks/out_of_scope.py`). Without meaning the words alone decide.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from search_index import weights
from search_index.candidates import Candidate
from search_index.embedding import Vectors
from search_index.fusion import covered
from search_index.meaning import Meaning
from search_index.query import Plan
from search_index.segment import Part

LOOK = 10  # documents
LINES = 12  # sentences of each
LINE_CHARS = 300
_SENTENCE_END = re.compile(r"\n+|(?<=[.!?])\s+|(?<=[。！？])")


def sure(
    best: Sequence[Candidate],
    plan: Plan,
    meaning: Meaning | None,
    asked: Vectors | None,
    parts: Callable[[Candidate], Sequence[Part]],
) -> bool:
    """May the results be shown as found? `best`: in their order, of which the first are looked at."""
    looked_at = best[:LOOK]
    mass = plan.mass
    if any(each.exact or each.promoted <= 0 for each in looked_at):
        return True
    shares = [covered(plan, each.bits) / mass if mass > 0 else 0.0 for each in looked_at]
    if asked is None or meaning is None:
        return max(shares, default=0.0) >= weights.SURE_WORDS
    if any(_is_enough(each.cosine, share) for each, share in zip(looked_at, shares, strict=True)):
        return True
    if not meaning.embedder.quick:
        return False
    return any(_by_sentences(parts(each), plan, mass, meaning, asked) for each in looked_at)


def _is_enough(cosine: float, share: float) -> bool:
    return cosine >= weights.SURE_COSINE or max(0.0, cosine) * share >= weights.SURE


def _by_sentences(parts: Sequence[Part], plan: Plan, mass: float, meaning: Meaning, asked: Vectors) -> bool:
    said = 0
    for part in parts:
        for group in set(part.groups.tolist()):
            said |= 1 << group
    lines = (line for part in parts for line in _SENTENCE_END.split(part.text) if line.strip())
    texts = [line[:LINE_CHARS] for line in islice(lines, LINES)]
    if not texts:
        return False
    nearest = float((meaning.embedder.encode(texts, meaning.weights, asked=True) @ asked).max())
    return _is_enough(nearest, covered(plan, said) / mass if mass > 0 else 0.0)
