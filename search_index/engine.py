"""The promise every engine keeps, and the answers it gives."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from search_index.documents import SearchDocument
from search_index.query import SearchRequest

Pieces = tuple[tuple[str, bool], ...]
"""Text cut into (piece, highlighted): never HTML, so that the page escapes it as it escapes everything."""

Progress = Callable[[int, int | None], None]
"""Called with (documents done, total or None)."""


class SearchUnavailable(Exception):
    """Search can't answer now; pages go on without it."""


class IndexMissing(SearchUnavailable):
    """There is no index yet: `rebuild` makes one."""


class IndexDamaged(SearchUnavailable):
    """The index can't be read: `rebuild` replaces it."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One document found. `score` is comparable within one answer only. `why` is filled when `explain` was asked."""

    id: str
    slot: int
    kind: str
    lang: str
    title: str
    topic: str
    external_id: str | None
    score: float
    created: float = 0.0
    title_pieces: Pieces = ()
    snippet: Pieces = ()
    solved: bool = False
    under_review: bool = False
    unsafe: bool = False
    why: Mapping[str, object] = field(default_factory=dict)
    found: float = 0.0
    """How much of the query's weight the document's words reach, in 0..1."""
    cosine: float = 0.0
    """How near its meaning is; 0 where meaning is off."""
    promoted: bool = False
    """It stands before all others because the search asked for it (`SearchRequest.first`)."""
    passage: Pieces = ()
    """What of it answers, longer than a snippet: of the first results, where `passages` were asked for."""


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """`total` counts every matching document; `counts` is {"kind"|"topic"|"lang": {value: documents}}.

    Each of the counts ignores its own filter and obeys the others, as filters with counts do.
    `did_you_mean` is the visitor's words with the misspelt ones replaced, or None; `corrected` says that these were
    searched with (words that no document has), else they are only an offer (words that hardly any has). `unknown`
    are the words as typed that no document has. `ranking` are the slots of the best, as many as `ranks` asked for.
    `took_ms` is wall time.
    """

    total: int
    results: tuple[SearchResult, ...]
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    did_you_mean: str | None = None
    took_ms: float = 0.0
    corrected: bool = False
    unknown: tuple[str, ...] = ()
    confident: bool = True
    """False: nothing is close, neither in words nor in meaning; the results are near misses, and pages say so."""
    ranking: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion while typing: the title (or phrasing) of the document `id`; `pieces` marks what was typed."""

    text: str
    id: str
    kind: str
    lang: str
    pieces: Pieces = ()


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """`state`: ok | missing | damaged | rebuilding (still serving the old generation, if there is one)."""

    state: str
    engine: str
    documents: int = 0
    generation: str = ""
    detail: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


class Engine(Protocol):
    """One process writes (replace, delete, rebuild); any number of threads and processes read.

    Every method but `status`, `rebuild` and `close` may raise `SearchUnavailable` (`IndexMissing`, `IndexDamaged`).
    """

    def replace(self, documents: Iterable[SearchDocument]) -> int:
        """Add or overwrite by id, in one commit; give back how many. Makes an empty index when none exists."""

    def delete(self, ids: Iterable[str]) -> int:
        """Forget these ids, in one commit; unknown ids are no error."""

    def search(self, request: SearchRequest) -> SearchAnswer:
        """The ranking of `ranking.py` over all documents."""

    def suggest(self, prefix: str, langs: Sequence[str] = (), limit: int = 8) -> list[Suggestion]:
        """Titles and phrasings that go on as typed; those in `langs` first."""

    def unknown(self, words: str, langs: Sequence[str]) -> tuple[str, ...]:
        """Those of `words` that stand in no document that is there now, as they were typed."""

    def rebuild(
        self, documents: Iterable[SearchDocument], total: int | None = None, progress: Progress | None = None
    ) -> int:
        """Build a new generation beside the old one and switch at once; readers go on undisturbed."""

    def note_missed(self, wordings: Iterable[str]) -> bool:
        """These searches of late were left unsatisfied and nothing answers them; all others said before are forgotten. From
        the next commit on searches like them are sooner called not found. False when they are those of before and few others."""

    def mend(self) -> None:
        """Make anew what `status` says is not served as it should be or doubted, without reading the database."""

    def forget_old(self) -> None:
        """Delete what the last rebuild left for readers that had begun; call it minutes after one."""

    def status(self) -> EngineStatus:
        """Never raises."""

    def versions(self) -> dict[str, int]:
        """{id: version} of everything indexed: what `search status` compares with the database."""

    def close(self) -> None:
        """Let go of files."""


def open_engine(url: str, signals_path: Path | str, meaning: bool = True, embedder: str = "static") -> Engine:
    """The engine a setting names: "whoosh:instance/search". ValueError for any other scheme.

    `meaning` also finds documents by vectors, of the embedder that `embedding.named` knows by this name; without the
    file of the static model only words are searched. `EmbedderMissing` when one is chosen that isn't installed.
    Opening is cheap and never fails because of the index: that shows in `status()` and when searching.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "whoosh" and rest:
        from search_index import embedding
        from search_index.signals import SignalStore
        from search_index.whoosh_engine import WhooshEngine
        from search_index.wordings import WordEmbedder

        found = embedding.named(embedder) if meaning else None
        return WhooshEngine(Path(rest), SignalStore(signals_path), found or WordEmbedder())
    raise ValueError(f"Unknown search engine {url!r}; write for example whoosh:instance/search")
