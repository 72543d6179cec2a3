"""What finding gives: results with the words that the viewer may read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forum.config import LANGUAGES
from forum.core.roles import Viewer
from forum.search import documents, outbox, signals
from forum.search.documents import ShownDocument
from forum.search.signals import SignalRow
from search_index import SearchRequest, SearchResult
from search_index.engine import Pieces

PER_PAGE = 10
LIMIT_MAX = 100  # results of one page, for programs
PAGES_MAX = 50  # nobody reads further; what fits comes first
SPARE = 4  # results asked for beyond those shown, for the ones this viewer may not see, or that are shown together


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One result: what the engine said, what the database says, and the address that remembers the search.

    `also`: what says the same and is shown in the same entry, with their addresses; `best` is what ranked best of them.
    `doubted`: one of them is under review or unsafe. `stale`: a change of the document still waits to be indexed.
    """

    result: SearchResult
    document: ShownDocument
    url: str
    title: Pieces
    snippet: Pieces
    signals: SignalRow
    topic_name: str
    stale: bool = False
    also: tuple[tuple[ShownDocument, str], ...] = ()
    best: SearchResult | None = None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The passage of the first result that answers, line by line."""

    item: FoundItem
    lines: tuple[Pieces, ...]


@dataclass(frozen=True, slots=True)
class Searched:
    """What is looked for: words and filters of one reader. `lang`: hers; `doc_lang`: of the documents."""

    words: str
    lang: str
    topic: str | None = None
    kind: str | None = None
    doc_lang: str | None = None
    exact: bool = False

    def request(self, synonyms: tuple[tuple[str, ...], ...] = ()) -> SearchRequest:
        """What the engine is asked."""
        return SearchRequest(
            words=self.words,
            langs=languages(self.lang),
            kinds=(self.kind,) if self.kind else (),
            topics=documents.topics_below(self.topic) if self.topic else (),
            doc_langs=(self.doc_lang,) if self.doc_lang else (),
            exact=self.exact,
            synonyms=synonyms,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. `available` is False when the engine can't answer now; the rest is then empty.

    `total` counts documents; entries may be fewer, for what says the same is one. `corrected`: `did_you_mean` was
    searched instead of the words. `unknown`: words that no page has. `confident` is False when nothing is close, and the
    results are near misses. `answer`: what the first result says, if it is clearly the best. `list_name`: see
    `forum.search.lists`.
    """

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
    corrected: bool = False
    unknown: tuple[str, ...] = ()
    confident: bool = True
    answer: Answer | None = None
    list_name: str = ""
    together: int = 0  # documents that share the entry of another
    ranking: tuple[int, ...] = ()  # slots of the best, as far as the engine put them in order

    @property
    def pages(self) -> int:
        """How many pages of results there are to leaf through."""
        return min(PAGES_MAX, max(1, -(-(self.total - self.together) // self.per_page)))


def languages(lang: str) -> tuple[str, ...]:
    """Those of the site, the reader's first."""
    return tuple(dict.fromkeys((lang, *LANGUAGES)))


@dataclass(frozen=True, slots=True)
class Seen:
    """What the database says of documents, for one viewer: four queries for as many as there are."""

    shown: Mapping[str, ShownDocument]
    stale: set[str]
    numbers: Mapping[str, SignalRow]
    topics: Mapping[str, str]

    def doubted(self, document: str) -> bool:
        """Is it under review, or unsafe?"""
        said = self.numbers.get(document)
        return said is not None and (said.unsafe or said.under_review_since is not None)

    def item(
        self,
        result: SearchResult,
        address: str,
        also: Sequence[str] = (),
        best: SearchResult | None = None,
        doubted: bool = False,
    ) -> FoundItem | None:
        """The result as the viewer may see it; None when she may not. `address`: what its address ends on."""
        document = self.shown.get(result.id)
        if document is None:
            return None
        old = result.id in self.stale
        same_title = not old and "".join(text for text, _ in result.title_pieces) == document.title
        others = [self.shown[each] for each in also if each in self.shown]
        return FoundItem(
            result,
            document,
            with_search(document.url, address),
            title=result.title_pieces if same_title else ((document.title, False),),
            snippet=() if old else result.snippet,
            signals=self.numbers.get(result.id) or SignalRow(result.id),
            topic_name=document.topic_name or self.topics.get(document.topic, document.topic),
            stale=old,
            also=tuple((other, with_search(other.url, address)) for other in others),
            best=best or result,
            doubted=doubted,
        )


def see(wanted: Sequence[str], viewer: Viewer, lang: str, with_signals: bool = True) -> Seen:
    """Look these documents up."""
    if not wanted:
        return Seen({}, set(), {}, {})
    return Seen(
        documents.show(wanted, viewer),
        outbox.waiting(wanted),
        signals.rows(wanted) if with_signals else {},
        documents.topic_names(lang),
    )


def with_search(url: str, search: str) -> str:
    """The address of a result, remembering the search (and place) that leads there."""
    return f"{url}{'&' if '?' in url else '?'}s={search}"
