"""For whoever types or asks: titles and searches that go on as typed, documents that may answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass

from forum.config import LANGUAGES
from forum.core.roles import GUEST, Viewer
from forum.search import documents, offered, outbox, recording, synonyms
from forum.search.documents import ShownDocument
from forum.search.engine import engine
from forum.search.finding.items import SPARE, FoundItem, languages, see
from search_index import SearchRequest, SearchUnavailable, analysis
from search_index.engine import Pieces, Suggestion
from search_index.suggesting import marked

SUGGESTIONS = 8
WHILE_ASKING = 5
OFFERED_SEARCHES = 3  # of the suggestions: the others are answers
ENOUGH = 3  # documents: then searches in other languages are not needed


@dataclass(frozen=True, slots=True)
class SuggestedDocument:
    """A completion while typing."""

    text: str
    pieces: Pieces
    document: ShownDocument


@dataclass(frozen=True, slots=True)
class OfferedWords:
    """A search that others made, to be made again."""

    words: str
    pieces: Pieces
    lang: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a search box offers: searches of others first, then documents."""

    searches: tuple[OfferedWords, ...] = ()
    documents: tuple[SuggestedDocument, ...] = ()


def while_typing(prefix: str, lang: str, viewer: Viewer = GUEST) -> Suggested:
    """What goes on as typed, for the search box: three queries. Empty when search is away."""
    if not prefix.strip():
        return Suggested()
    try:
        found = engine().suggest(prefix, (lang,), SUGGESTIONS + SPARE)
    except SearchUnavailable:
        return Suggested()
    offers = offered.matching(prefix, lang, 2 * OFFERED_SEARCHES)
    ids = dict.fromkeys([each.id for each in found] + [d for each in offers for d in each.documents])
    shown = documents.show(ids, viewer)
    stale = outbox.waiting(list(ids))
    suggested = _documents(found, shown, stale)
    searches = _searches(prefix, lang, offers, shown, stale, {each.text.casefold() for each in suggested})
    return Suggested(searches, suggested[: SUGGESTIONS - len(searches)])


def suggest(prefix: str, lang: str, viewer: Viewer = GUEST) -> list[SuggestedDocument]:
    """Titles and phrasings that go on as typed. Empty when search is away."""
    return list(while_typing(prefix, lang, viewer).documents)


def _documents(
    found: list[Suggestion], shown: Mapping[str, ShownDocument], stale: Set[str]
) -> tuple[SuggestedDocument, ...]:
    suggested = []
    for each in found:
        document = shown.get(each.id)
        if document is None:
            continue
        if each.id in stale:
            suggested.append(SuggestedDocument(document.title, ((document.title, False),), document))
        else:
            suggested.append(SuggestedDocument(each.text, each.pieces or ((each.text, False),), document))
    return tuple(suggested[:SUGGESTIONS])


def _searches(
    prefix: str,
    lang: str,
    offers: list[offered.Offer],
    shown: Mapping[str, ShownDocument],
    stale: Set[str],
    titles: Set[str],
) -> tuple[OfferedWords, ...]:
    """Those that lead to what the viewer may see, and whose every word stands in a public text as of now."""
    typed = [term.term for term in analysis.words(prefix)]
    found: list[OfferedWords] = []
    for offer in offers:
        there = all(document in shown and document not in stale for document in offer.documents)
        foreign = offer.lang != lang and len(titles) >= ENOUGH
        if len(found) == OFFERED_SEARCHES or not there or foreign or offer.words.casefold() in titles:
            continue
        try:
            if offered.unknown(offer):
                continue
        except SearchUnavailable:
            break
        found.append(OfferedWords(offer.words, marked(offer.words, typed), offer.lang))
    return tuple(found)


def for_asking(
    title: str,
    body: str,
    viewer: Viewer,
    lang: str,
    search_id: str | None = None,
    with_signals: bool = True,
    without: Collection[str] = (),
    limit: int = WHILE_ASKING,
) -> list[FoundItem]:
    """Up to `limit` documents that may answer a question being written: nothing unsafe, nothing under review, nothing of
    `without` (documents that were tried) in any language.

    Without signals (helped, solved...) it is one query less. Empty when nothing fits, and when search is away: asking goes on without it.
    """
    if not title.strip() and not body.strip():
        return []
    request = SearchRequest(
        words=title,
        body=body,
        langs=languages(lang),
        limit=limit + SPARE + len(LANGUAGES),
        suggesting=True,
        without=tuple(documents.slot_of(document) for document in without),
        synonyms=synonyms.for_words(title, lang),
    )
    try:
        answer = engine().search(request)
    except SearchUnavailable:
        return []
    search_id = search_id or recording.new_search_id()
    seen = see([*(each.id for each in answer.results), *without], viewer, lang, with_signals)
    tried = {seen.shown[document].family for document in without if document in seen.shown} - {""}
    found: list[FoundItem] = []
    for result in answer.results:
        item = seen.item(result, f"{search_id}-{len(found) + 1}")
        if item is not None and item.document.family not in tried:
            found.append(item)
    return _one_of_each_family(found, lang)[:limit]


def _one_of_each_family(found: list[FoundItem], lang: str) -> list[FoundItem]:
    """Of what says the same in several languages the one in the reader's, where the first of them stood."""
    best: dict[str, FoundItem] = {}
    for item in found:
        family = item.document.family or item.document.document
        if family not in best or (item.document.lang == lang != best[family].document.lang):
            best[family] = item
    return list(best.values())
