"""What is like a text that stands here already: for whoever reads it and wants to read on."""

from __future__ import annotations

from collections.abc import Collection

from forum.search import documents, synonyms
from forum.search.engine import engine
from forum.search.finding.items import languages
from search_index import SearchRequest


def similar(title: str, body: str, lang: str, kind: str, without: Collection[str], limit: int) -> list[str]:
    """Names of up to `limit` public documents of a kind, best first: nothing unsafe, nothing under review, nothing of
    `without`. No query but for synonyms, and nothing is recorded. Raises `SearchUnavailable`."""
    request = SearchRequest(
        words=title,
        body=body,
        langs=languages(lang),
        kinds=(kind,),
        limit=limit,
        suggesting=True,
        without=tuple(documents.slot_of(document) for document in without),
        synonyms=synonyms.for_words(title, lang),
    )
    return [result.id for result in engine().search(request).results]
