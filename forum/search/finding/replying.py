"""For whoever answers a case: what everybody may read and what fits it, also where it is in doubt, which is said."""

from __future__ import annotations

from collections.abc import Collection

from forum.core.roles import GUEST
from forum.search import documents, synonyms
from forum.search.engine import engine
from forum.search.finding.items import SPARE, FoundItem, languages, see
from search_index import SearchRequest, SearchUnavailable
from search_index.searching import SUGGEST_MIN_ASKING, SUGGEST_MIN_COSINE

FITTING = 5
WITHOUT_SEARCH = "0"  # no search is remembered: what a case says in private must leave no trace


def for_replying(
    words: str, body: str, lang: str, without: Collection[str] = (), limit: int = FITTING
) -> list[FoundItem]:
    """Up to `limit` public documents that fit, best first, with their passages; `result` says which are under review or
    unsafe. Nothing of `without`. Nothing is recorded. Two or three queries; empty when search is away.
    """
    if not words.strip() and not body.strip():
        return []
    request = SearchRequest(
        words=words,
        body=body,
        langs=languages(lang),
        limit=limit + SPARE,
        passages=limit + SPARE,
        without=tuple(documents.slot_of(document) for document in without),
        synonyms=synonyms.for_words(words, lang),
    )
    try:
        answer = engine().search(request)
    except SearchUnavailable:
        return []
    near = [r for r in answer.results if r.found >= SUGGEST_MIN_ASKING or r.cosine >= SUGGEST_MIN_COSINE]
    seen = see([each.id for each in near], GUEST, lang, with_signals=False)
    found = [item for each in near if (item := seen.item(each, WITHOUT_SEARCH)) is not None]
    return found[:limit]
