"""One search over segments, the same for every store: plan, score, filter, rank, show.

Scores of all documents are added up word by word in arrays (no early stop, so the ranking is exhaustive), multiplied
by the signals' factor, and the best are looked at closely (`passages`).
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from search_index import analysis, confidence, explaining, languages, passages, query, stop_words, weights
from search_index.candidates import Candidate, fuse, gather, look_closely, permitted
from search_index.embedding import Vectors
from search_index.engine import SearchAnswer, SearchResult
from search_index.index import Index
from search_index.segment import Part
from search_index.signals import SignalStore

# Text score by weight of the words typed, below which a suggestion is noise. Measured on hint3_en: drops two in five
# messages that no FAQ answers and one in twenty that one does. With a question's text most words find nothing anywhere.
SUGGEST_MIN = 0.3
SUGGEST_MIN_ASKING = 0.2
SUGGEST_MIN_COSINE = 0.45  # or its meaning is this near


def search(index: Index, signals: SignalStore, request: query.SearchRequest) -> SearchAnswer:
    """The answer to a request; deterministic (ties by slot, lowest first)."""
    started = time.perf_counter()
    langs = tuple(dict.fromkeys((*request.langs, *index.langs)))[:12]
    plan = query.plan(request, index, langs)
    asked = index.meaning.encode_query(request.words, request.body) if index.meaning else None
    if not plan.groups and asked is None:
        missed = _unknown(request.words, plan)
        return SearchAnswer(
            0,
            (),
            {"kind": {}, "topic": {}, "lang": {}},
            None,
            _since(started),
            unknown=missed,
            confident=False,
        )
    counts: dict[str, Counter[str]] = {"kind": Counter(), "topic": Counter(), "lang": Counter()}
    wanted = max(request.offset + request.limit, weights.CLOSE_LOOK, request.ranks) + len(request.without)
    gathered = gather(index, plan, asked, signals, request, counts, wanted)
    terms = {term: i for i, group in enumerate(plan.groups) for term, _ in group.terms}
    tuning = signals.tuning
    look_closely(gathered.candidates, plan, terms, tuning)
    told = languages.told(f"{request.words} {request.body}")
    ranked = fuse(gathered, plan, tuning, told, request.langs[0] if request.langs else None)
    total = gathered.total
    if request.first:
        ranked.sort(key=lambda each: each.promoted)  # stable: the others stay as they are
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
    finders: dict[int, Callable[[int], list[Part]]] = {}

    def parts(each: Candidate) -> list[Part]:
        find = finders.get(id(each.segment)) or each.segment.finder(terms)
        finders[id(each.segment)] = find
        return find(each.document)

    mass = plan.mass
    meaning = index.meaning if index.understands else None
    results = tuple(_result(each, parts(each), signals, plan, mass, request.explain) for each in page)
    if request.passages and not request.offset:
        first = [
            replace(result, passage=passages.answering(parts(each), plan))
            for result, each in zip(results[: request.passages], page, strict=False)
        ]
        results = (*first, *results[request.passages :])
    corrected = _replaced(index, request.words, plan.slips)

    def sure(vector: Vectors | None) -> bool:
        known = confidence.site(index, vector, lambda: permitted(index, signals, request))
        return confidence.sure(ranked, plan, meaning, vector, parts, known)

    confident = request.suggesting or sure(asked)
    if not confident and corrected is not None and index.meaning:  # what is meant, the mended words say
        confident = sure(index.meaning.encode_query(corrected, request.body))
    return SearchAnswer(
        total,
        results,
        {name: dict(c) for name, c in counts.items()},
        corrected or _replaced(index, request.words, plan.offers),
        _since(started),
        corrected=corrected is not None,
        unknown=_unknown(request.words, plan),
        ranking=tuple(each.slot for each in ranked[: request.ranks]),
        confident=confident,
    )


def _since(started: float) -> float:
    return (time.perf_counter() - started) * 1000


def unknown(index: Index, words: str, langs: Sequence[str]) -> tuple[str, ...]:
    """Those of the words that stand in no document that is there now, as they were typed."""
    read = tuple(dict.fromkeys((*langs, *index.langs)))[:12]
    typed = analysis.query_words(words[: query.MAX_WORDS_CHARS], read, query.MAX_GROUPS)
    missing = [
        word for word in typed if word.raw not in stop_words.EVERY and not any(map(index.written, word.forms))
    ]
    return tuple(dict.fromkeys(words[word.start : word.end] for word in missing))


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


def _result(
    found: Candidate,
    parts: Sequence[Part],
    signals: SignalStore,
    plan: query.Plan,
    mass: float,
    explain: bool,
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
        }
        if found.promoted <= 0:
            why["promoted"] = True
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
        title_pieces=passages.title_pieces(stored["title"], parts, plan),
        snippet=passages.snippet(parts, plan),
        solved=live.solved,
        under_review=live.under_review,
        unsafe=live.unsafe,
        why=why,
        found=min(1.0, found.words / mass) if mass else 0.0,
        cosine=found.cosine,
        promoted=found.promoted <= 0,
    )
