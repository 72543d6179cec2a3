"""One page of results: ranked by the engine, read by the database, what says the same in one entry, pages that fit."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from forum.core.roles import Viewer
from forum.search import documents, lists, promoted, recording, same, synonyms
from forum.search.engine import engine
from forum.search.finding import answering
from forum.search.finding.items import (
    LIMIT_MAX,
    PAGES_MAX,
    PER_PAGE,
    Found,
    FoundItem,
    Searched,
    Seen,
    see,
)
from forum.search.lists import Entries
from forum.search.visitors import is_machine
from search_index import SearchAnswer, SearchRequest, SearchResult, SearchUnavailable

log = logging.getLogger(__name__)

MORE = 2  # results asked for beyond those shown: some are shown together
PASSAGES = 3  # results from which an answer is cut: the first, or what says the same
RANKS = 100  # documents whose order the first page keeps for the following ones


def search(
    words: str,
    viewer: Viewer,
    lang: str,
    topic: str | None = None,
    kind: str | None = None,
    doc_lang: str | None = None,
    page: int = 1,
    explain: bool = False,
    limit: int = PER_PAGE,
    search_id: str | None = None,
    *,
    exact: bool = False,
    together: bool = False,
    list_name: str | None = None,
) -> Found:
    """One page of results of `words` for `viewer`. `lang`: of the reader; `doc_lang`, `topic`, `kind` filter.

    `search_id` goes on with an earlier search (its next page). `exact`: misspelt words are not mended. `together`: for
    pages; what says the same is one entry, `Found.answer` is filled, and `list_name` (of the first page) keeps the order.
    Never raises because of the engine.
    """
    search_id = search_id or recording.new_search_id()
    page, limit = min(PAGES_MAX, max(1, page)), min(LIMIT_MAX, limit)
    what = Searched(words, lang, topic, kind, doc_lang, exact)
    first = tuple(documents.slot_of(document) for document in promoted.for_words(words))
    request = replace(what.request(synonyms.for_words(words, lang)), explain=explain, first=first)
    started = time.perf_counter()
    try:
        if together:
            found = _listed(request, what, viewer, page, limit, search_id, list_name)
        else:
            found = _plain(request, viewer, page, limit, search_id, lang)
    except SearchUnavailable as away:
        log.warning("search is away: %s", away)
        return Found(words, search_id, available=False, page=page, per_page=limit)
    return replace(found, took_ms=(time.perf_counter() - started) * 1000)


def _plain(request: SearchRequest, viewer: Viewer, page: int, limit: int, search_id: str, lang: str) -> Found:
    """For programs: each document by itself, cut from the ranking as it is."""
    offset = (page - 1) * limit
    answer = engine().search(replace(request, limit=limit, offset=offset))
    seen = see([result.id for result in answer.results], viewer, lang)
    items = _items([[result.id] for result in answer.results], answer.results, seen, search_id, offset, lang)
    return _found(request.words, search_id, answer, items, page, limit, len(answer.results), offset)


def _listed(
    request: SearchRequest,
    what: Searched,
    viewer: Viewer,
    page: int,
    limit: int,
    search_id: str,
    list_name: str | None,
) -> Found:
    of = (what.words, what.lang, what.topic, what.kind, what.doc_lang, what.exact)
    entries = lists.kept(list_name, of)
    known = len(entries)
    first: SearchAnswer | None = None
    if len(entries) < page * limit:
        first, more = _ranked(request, entries, page * limit - len(entries), limit if page == 1 else 1)
        entries = entries + more
    mine = entries[(page - 1) * limit : page * limit]
    wanted = [document for entry in mine for document in entry]
    answer = first
    results = {result.id: result for result in first.results} if first is not None else {}
    missing = any(document not in results for entry in mine for document in entry)
    if answer is None or missing:
        slots = tuple(documents.slot_of(document) for document in wanted)
        answer = engine().search(
            replace(request, only=slots or (-1,), limit=max(1, len(slots)), passages=PASSAGES)
        )
        results |= {result.id: result for result in answer.results}
    seen = see(wanted, viewer, what.lang)
    offset = (page - 1) * limit
    items = _items(mine, list(results.values()), seen, search_id, offset, what.lang)
    if len(entries) > known and len(entries) > limit and not is_machine():
        list_name = lists.keep(of, entries)
    found = _found(what.words, search_id, answer, items, page, limit, len(wanted), offset)
    best = answering.answer(items, what.lang, request.first) if page == 1 and answer.confident else None
    together = sum(len(entry) - 1 for entry in entries)
    ranking = first.ranking if first is not None else ()
    return replace(found, list_name=list_name or "", answer=best, together=together, ranking=tuple(ranking))


def _ranked(request: SearchRequest, before: Entries, more: int, shown: int) -> tuple[SearchAnswer, Entries]:
    """The best `shown` results, and entries to go on with behind those `before`."""
    without = tuple(documents.slot_of(document) for entry in before for document in entry)
    answer = engine().search(
        replace(request, without=without, ranks=more + RANKS, limit=shown + MORE, passages=PASSAGES)
    )
    return answer, same.grouped([documents.of_slot(slot) for slot in answer.ranking])


def _items(
    entries: Entries,
    results: Sequence[SearchResult],
    seen: Seen,
    search_id: str,
    offset: int,
    lang: str,
) -> list[FoundItem]:
    """The entries, of documents that the viewer may see. Of those that say the same an article leads, for it was written
    to be read by many, unless somebody doubts it; of its translations the one in the reader's language (`lang`)."""
    by_id = {result.id: result for result in results}
    items: list[FoundItem] = []
    for entry in entries:
        there = [document for document in entry if document in seen.shown and document in by_id]
        if not there:
            continue
        sure = [d for d in there if seen.shown[d].kind == "article" and not seen.doubted(d)]
        led = min(sure or there, key=lambda document: seen.shown[document].lang != lang)
        item = seen.item(
            by_id[led],
            f"{search_id}-{offset + len(items) + 1}",
            also=[document for document in there if document != led],
            best=by_id[there[0]],
            doubted=any(seen.doubted(d) for d in there if not seen.shown[d].translates(seen.shown[led])),
        )
        if item is not None:
            items.append(item)
    return items


def _found(
    words: str,
    search_id: str,
    answer: SearchAnswer,
    items: Sequence[FoundItem],
    page: int,
    limit: int,
    wanted: int,
    offset: int,
) -> Found:
    shown = sum(1 + len(item.also) for item in items)
    return Found(
        words,
        search_id,
        items=tuple(items),
        total=max(offset + shown, answer.total - (wanted - shown)),
        counts=answer.counts,
        did_you_mean=answer.did_you_mean,
        page=page,
        per_page=limit,
        corrected=answer.corrected,
        unknown=answer.unknown,
        confident=answer.confident,
    )
