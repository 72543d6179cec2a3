"""The embedded engine: Whoosh keeps the documents, our arrays answer. The only package that imports whoosh."""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from search_index import missed, searching, suggesting
from search_index.documents import SearchDocument
from search_index.embedding import Embedder
from search_index.engine import (
    EngineStatus,
    IndexDamaged,
    IndexMissing,
    Progress,
    SearchAnswer,
    SearchUnavailable,
    Suggestion,
)
from search_index.index import Index
from search_index.query import SearchRequest
from search_index.signals import SignalStore
from search_index.whoosh_engine import views
from search_index.whoosh_engine.store import Store

log = logging.getLogger(__name__)
_UNREADABLE = (OSError, ValueError, IndexError, MemoryError)
"""What damaged arrays lead to."""
Found = TypeVar("Found")


class WhooshEngine:
    """See `search_index.engine.Engine` for the promise. `folder` holds everything but the signals."""

    name = "whoosh"

    def __init__(self, folder: Path, signals: SignalStore, embedder: Embedder | None = None) -> None:
        self.folder = folder
        self.signals = signals
        self.embedder = embedder
        self._store = Store(folder, embedder)
        self._lock = threading.RLock()
        self._stamp: tuple[int, int] | None = None
        self._broken: tuple[tuple[int, int] | None, str] = (
            None,
            "",
        )  # the stamp at which a change failed, and why
        self._view: Index | None = None
        self._whoosh: Any = None

    def replace(self, documents: Iterable[SearchDocument]) -> int:
        return self._changing(lambda: self._store.change(documents, ()))

    def delete(self, ids: Iterable[str]) -> int:
        return self._changing(lambda: self._store.change((), ids))

    def mend(self) -> None:
        self._changing(self._store.mend)

    def note_missed(self, wordings: Iterable[str]) -> bool:
        return missed.write(missed.beside(self.folder), missed.of(wordings))

    def forget_old(self) -> None:
        self._store.forget_old()

    def rebuild(
        self, documents: Iterable[SearchDocument], total: int | None = None, progress: Progress | None = None
    ) -> int:
        return self._store.rebuild(documents, total, progress)

    def search(self, request: SearchRequest) -> SearchAnswer:
        return self._reading(lambda index: searching.search(index, self.signals, request))

    def suggest(self, prefix: str, langs: Sequence[str] = (), limit: int = 8) -> list[Suggestion]:
        return self._reading(lambda index: suggesting.suggest(index, self.signals, prefix, langs, limit))

    def unknown(self, words: str, langs: Sequence[str]) -> tuple[str, ...]:
        return self._reading(lambda index: searching.unknown(index, words, langs))

    def versions(self) -> dict[str, int]:
        with self._lock:
            return self._reading(
                lambda index: dict(pair for each in index.segments for pair in each.versions())
            )

    def status(self) -> EngineStatus:
        try:
            current = self._store.current()
            with self._lock:
                index = self._index()
                if self._broken[0] == self._stamp:
                    raise IndexDamaged(self._broken[1])
                living = sum(int(segment.alive.sum()) for segment in index.segments)
        except IndexMissing as missing:
            state = "rebuilding" if self._store.rebuilding() else "missing"
            return EngineStatus(state, self.name, detail=str(missing))
        except SearchUnavailable as damaged:
            state = "rebuilding" if self._store.rebuilding() else "damaged"
            return EngineStatus(state, self.name, detail=str(damaged))
        state = "rebuilding" if self._store.rebuilding() else "ok"
        facts = {
            "commit": current.commit,
            "segments": len(index.segments),
            "served_by": "whoosh" if self._whoosh else "sidecar",
            "doubted": self._store.doubted() or self._without_meaning(index),
            "meaning": index.meaning.embedder.name if index.meaning and index.understands else "off",
        }
        return EngineStatus(state, self.name, living, current.generation, facts=facts)

    def close(self) -> None:
        with self._lock:
            self._forget()
            self.signals.close()

    def _without_meaning(self, index: Index) -> bool:
        """Vectors are wanted and can't be read: damaged, or of another version of ours."""
        return self.embedder is not None and index.meaning is None and index.documents > 0

    def _changing(self, change: Callable[[], Found]) -> Found:
        """What is mapped goes on answering when the files are gone; only who changes them notices."""
        stamp = self._store.stamp()
        try:
            return change()
        except IndexDamaged as damaged:
            self._broken = stamp, str(damaged)
            raise

    # -- inside ------------------------------------------------------------------------------------------

    def _reading(self, use: Callable[[Index], Found]) -> Found:
        """Run `use(index)` on the newest index; once more when files vanished below (a commit, a switch).

        When the arrays are damaged in the middle Whoosh's own postings answer, and the worker is told to look.
        """
        for _ in range(2):
            try:
                with self._lock:
                    index = self._index()
                    if self._whoosh is not None:
                        return use(index)  # a Whoosh reader shared by threads answers wrongly: one at a time
                return use(index)
            except SearchUnavailable:
                raise
            except _UNREADABLE as error:
                problem = error
                with self._lock:
                    self._forget()
        log.error("The arrays can't be read; this search goes through Whoosh", exc_info=problem)
        self._store.doubt()
        with self._lock:
            try:
                self._forget()
                self._open_whoosh()
                assert self._view is not None
                return use(self._view)
            except _UNREADABLE as error:
                raise IndexDamaged(f"The index can't be read: {error}") from error
            finally:
                self._forget()

    def _index(self) -> Index:
        stamp = self._store.stamp()
        if stamp is None:
            self._forget()
            raise IndexMissing("There is no search index yet")
        if stamp != self._stamp or self._view is None:
            self._forget()
            self._open()
            self._stamp = stamp
        assert self._view is not None
        return self._view

    def _open(self) -> None:
        current = self._store.current()
        if current.view:
            try:
                self._view = views.open_view(self.folder / current.generation / current.view, self.embedder)
                return
            except (OSError, ValueError, KeyError) as error:
                log.warning("The sidecar can't be read; searching through Whoosh: %s", error)
        self._open_whoosh()

    def _open_whoosh(self) -> None:
        for attempt in range(3):
            index = self._store.open()
            try:
                self._whoosh = index.reader()
                current = self._store.current()
                average = views.settled_average(self._whoosh, current.average)
                folder = self.folder / current.generation
                self._view = views.open_whoosh(self._whoosh, folder, average, self.embedder, current.meaning)
                return
            except FileNotFoundError as error:  # a commit removed a segment while we opened the list of them
                if attempt == 2:
                    raise IndexDamaged("Segments are missing") from error
                time.sleep(0.01)
            except Exception as error:
                raise IndexDamaged(f"The index can't be read: {error}") from error

    def _forget(self) -> None:
        if self._whoosh is not None:
            self._whoosh.close()
        self._whoosh, self._view, self._stamp = None, None, None
