"""Finding is seeing: the engine ranks, the database decides what this viewer may see and how it is shown.

The index may lag by a second, or longer when a worker was killed. So every result is read from the database again,
and where a change still waits to be indexed, no text of the index is shown. Search being away is an answer, never an
exception.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forum.config import LANGUAGES
from forum.core.roles import GUEST, Viewer
from forum.search import documents, outbox, recording, signals, synonyms
from forum.search.documents import ShownDocument
from forum.search.engine import engine
from forum.search.signals import SignalRow
from search_index import SearchRequest, SearchResult, SearchUnavailable
from search_index.engine import Pieces

log = logging.getLogger(__name__)

PER_PAGE = 10
LIMIT_MAX = 100  # results of one page, for programs
PAGES_MAX = 50  # nobody reads further; what fits comes first
SUGGESTIONS = 8
WHILE_ASKING = 5
SPARE = 4  # results asked for beyond those shown, for the ones this viewer may not see


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One result: what the engine said, what the database says, and the address that remembers the search."""

    result: SearchResult
    document: ShownDocument
    url: str
    title: Pieces
    snippet: Pieces
    signals: SignalRow
    topic_name: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. `available` is False when the engine can't answer now; the rest is then empty."""

    words: str
    search_id: str
    available: bool = True
    items: tuple[FoundItem, ...] = ()
    total: int = 0
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    took_ms: float = 0.0
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages of results there are to leaf through."""
        return min(PAGES_MAX, max(1, -(-self.total // self.per_page)))


@dataclass(frozen=True, slots=True)
class SuggestedDocument:
    """A completion while typing."""

    text: str
    pieces: Pieces
    document: ShownDocument


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
) -> Found:
    """One page of results of `words` for `viewer`. `lang`: of the reader; `doc_lang`, `topic`, `kind` filter.

    `search_id` goes on with an earlier search (its next page). Never raises because of the engine.
    """
    search_id = search_id or recording.new_search_id()
    page, limit = min(PAGES_MAX, max(1, page)), min(LIMIT_MAX, limit)
    offset = (page - 1) * limit
    request = SearchRequest(
        words=words,
        langs=_languages(lang),
        kinds=(kind,) if kind else (),
        topics=(topic,) if topic else (),
        doc_langs=(doc_lang,) if doc_lang else (),
        limit=limit,
        offset=offset,
        explain=explain,
        synonyms=synonyms.for_words(words, lang),
    )
    started = time.perf_counter()
    try:
        answer = engine().search(request)
    except SearchUnavailable as away:
        log.warning("search is away: %s", away)
        return Found(words, search_id, available=False, page=page, per_page=limit)
    items = _seen(answer.results, viewer, search_id, offset, lang)
    return Found(
        words,
        search_id,
        items=tuple(items),
        total=max(offset + len(items), answer.total - (len(answer.results) - len(items))),
        counts=answer.counts,
        did_you_mean=answer.did_you_mean,
        took_ms=(time.perf_counter() - started) * 1000,
        page=page,
        per_page=limit,
    )


def for_asking(
    title: str, body: str, viewer: Viewer, lang: str, search_id: str | None = None, with_signals: bool = True
) -> list[FoundItem]:
    """Up to five documents that may answer a question being written: nothing unsafe, nothing under review.

    Without signals (helped, solved...) it is one query less. Empty when nothing fits, and when search is away: asking goes on without it.
    """
    if not title.strip() and not body.strip():
        return []
    request = SearchRequest(
        words=title,
        body=body,
        langs=_languages(lang),
        limit=WHILE_ASKING + SPARE,
        suggesting=True,
        synonyms=synonyms.for_words(title, lang),
    )
    try:
        answer = engine().search(request)
    except SearchUnavailable:
        return []
    found = _seen(answer.results, viewer, search_id or recording.new_search_id(), 0, lang, with_signals)
    return found[:WHILE_ASKING]


def suggest(prefix: str, lang: str, viewer: Viewer = GUEST) -> list[SuggestedDocument]:
    """Titles that go on as typed, for the search box. Empty when search is away."""
    if not prefix.strip():
        return []
    try:
        suggested = engine().suggest(prefix, _languages(lang), SUGGESTIONS + SPARE)
    except SearchUnavailable:
        return []
    shown = documents.show([each.id for each in suggested], viewer)
    stale = outbox.waiting([each.id for each in suggested])
    found = []
    for each in suggested:
        document = shown.get(each.id)
        if document is None:
            continue
        if each.id in stale:
            found.append(SuggestedDocument(document.title, ((document.title, False),), document))
        else:
            found.append(SuggestedDocument(each.text, each.pieces or ((each.text, False),), document))
    return found[:SUGGESTIONS]


def _languages(lang: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((lang, *LANGUAGES)))


def _seen(
    results: Sequence[SearchResult],
    viewer: Viewer,
    search_id: str,
    offset: int,
    lang: str,
    with_signals: bool = True,
) -> list[FoundItem]:
    """Those results that the viewer may see, with words that the viewer may read."""
    ids = [result.id for result in results]
    if not ids:
        return []
    shown = documents.show(ids, viewer)
    stale = outbox.waiting(ids)
    numbers = signals.rows(ids) if with_signals else {}
    topics = documents.topic_names(lang)
    items: list[FoundItem] = []
    for result in results:
        document = shown.get(result.id)
        if document is None:
            continue
        position = offset + len(items) + 1
        plain = ((document.title, False),)
        old = result.id in stale
        same_title = not old and "".join(text for text, _ in result.title_pieces) == document.title
        items.append(
            FoundItem(
                result,
                document,
                f"{document.url}{'&' if '?' in document.url else '?'}s={search_id}-{position}",
                title=result.title_pieces if same_title else plain,
                snippet=() if old else result.snippet,
                signals=numbers.get(result.id) or SignalRow(result.id),
                topic_name=document.topic_name or topics.get(document.topic, document.topic),
            )
        )
    return items
