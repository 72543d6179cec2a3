"""Folders and files of the Whoosh index: generations, one writer, an atomic switch.

    <folder>/CURRENT           {"generation": "g000002", "commit": 17, "view": ...}: replaced atomically after every commit
    <folder>/g000002/          a Whoosh index and its statistics
    <folder>/write.lock        held (flock) by whoever commits; `rebuild.lock` by whoever rebuilds

While a rebuild runs, changes go to the generation in use and into the journal of the one being built; the builder
replays the journal under the write lock and then switches, so nothing written meanwhile is lost.
"""

import fcntl
import gc
import json
import logging
import os
import shutil
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from whoosh import index as whoosh_index

from search_index.documents import SearchDocument
from search_index.embedding import Embedder
from search_index.engine import IndexDamaged, IndexMissing, Progress
from search_index.whoosh_engine import bulk, schema, views
from search_index.whoosh_engine.changing import apply, reading_whoosh, replay

JOURNAL = "journal.jsonl"
DOUBT = "doubted"  # written by whoever could not read what CURRENT names, with its stamp


log = logging.getLogger(__name__)


class Current(NamedTuple):
    """The contents of CURRENT. `view` is "" when no sidecar could be built; `average` the length scores are based on;
    `meaning` the file of the weights that vectors are made with."""

    generation: str
    commit: int
    view: str
    average: float
    meaning: str


class Store:
    """The writing side of a folder. Creating one touches nothing."""

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        self.folder = folder
        self.embedder = embedder

    # -- reading the state -------------------------------------------------------------------------------

    def stamp(self) -> tuple[int, int] | None:
        """Changes with every commit of any process; None when there is no index. A millionth of a second."""
        try:
            about = os.stat(self.folder / "CURRENT")
        except (FileNotFoundError, NotADirectoryError):
            return None
        return about.st_ino, about.st_mtime_ns

    def current(self) -> Current:
        """What CURRENT says. IndexMissing or IndexDamaged."""
        try:
            state = json.loads((self.folder / "CURRENT").read_text())
            return Current(
                str(state["generation"]),
                int(state["commit"]),
                str(state["view"]),
                float(state["average"]),
                str(state["meaning"]),
            )
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissing("There is no search index yet") from error
        except (ValueError, KeyError, TypeError, OSError) as error:
            raise IndexDamaged(f"CURRENT can't be read: {error}") from error

    def open(self) -> Any:
        """The Whoosh index in use."""
        generation = self.current().generation
        folder = self.folder / generation
        try:
            return whoosh_index.open_dir(str(folder))
        except Exception as error:  # Whoosh raises what its pickles raise
            raise IndexDamaged(f"{generation} can't be opened: {error}") from error

    def rebuilding(self) -> bool:
        """Whether a process holds the rebuild lock now."""
        try:
            with (self.folder / "rebuild.lock").open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:  # nobody ever rebuilt, or nobody can here
            return False
        return False

    # -- writing -----------------------------------------------------------------------------------------

    def change(self, documents: Iterable[SearchDocument], gone: Iterable[str]) -> int:
        """Replace and delete in one commit; give back how many documents changed."""
        fresh = {document.id: document for document in documents}
        removed = set(gone) - fresh.keys()
        with self._locked("write.lock"):
            for journal in self.folder.glob(f"g*/{JOURNAL}"):
                with journal.open("a", encoding="utf-8") as file:
                    for document in fresh.values():
                        file.write(schema.dump(document) + "\n")
                    for id_ in removed:
                        file.write(json.dumps({"gone": id_}) + "\n")
                    file.flush()
                    os.fsync(file.fileno())
            if not (self.folder / "CURRENT").exists():
                self._create(self._next_generation())
            current = self.current()
            index = self.open()
            with reading_whoosh():
                changed = apply(index, fresh, removed)
                if changed:
                    self._publish(index, current._replace(commit=current.commit + 1))
            index.close()
        return changed

    def doubt(self) -> None:
        """Somebody could not read what is beside the segments: `mend` should look. Best effort."""
        stamp = self.stamp()
        with suppress(OSError):
            (self.folder / DOUBT).write_text(str(stamp))

    def doubted(self) -> bool:
        """Did somebody, since the last commit?"""
        try:
            return (self.folder / DOUBT).read_text() == str(self.stamp())
        except OSError:
            return False

    def mend(self) -> None:
        """Make anew what is beside the segments and damaged. IndexDamaged when the segments are."""
        with self._locked("write.lock"):
            current = self.current()
            dropped = views.drop_damaged(self.folder / current.generation)
            log.warning(
                "Of the files beside the segments these were damaged: %s", ", ".join(dropped) or "none"
            )
            index = self.open()
            with reading_whoosh():
                self._publish(index, current._replace(commit=current.commit + 1))
            index.close()
            (self.folder / DOUBT).unlink(missing_ok=True)

    def rebuild(
        self, documents: Iterable[SearchDocument], total: int | None, progress: Progress | None
    ) -> int:
        """Build a new generation and switch to it."""
        with self._locked("rebuild.lock"):
            with self._locked("write.lock"):
                for left in self.folder.glob(f"g*/{JOURNAL}"):
                    shutil.rmtree(left.parent, ignore_errors=True)  # of a builder that was killed
                generation = self._next_generation()
                folder = self.folder / generation
                folder.mkdir(mode=0o700)
                (folder / JOURNAL).touch()
            try:
                index = whoosh_index.create_in(str(folder), schema.schema())
                done, ahead = self._fill(index, folder, documents, total, progress)
                ahead = self._build_ahead(index, folder, ahead)
                with self._locked("write.lock"):
                    replay(index, folder / JOURNAL)
                    count = int(index.doc_count())
                    (folder / JOURNAL).unlink()
                    self._publish(index, ahead)
                index.close()
            except BaseException as problem:
                shutil.rmtree(folder, ignore_errors=True)
                _let_go(problem)
                raise
            self._clean(generation)
        if progress:
            progress(done, total)
        return count

    def _build_ahead(self, index: Any, folder: Path, before: Current) -> Current:
        """What sidecars are missing before the lock is taken, so that writers wait for the journal only."""
        with index.reader() as reader:
            average = views.settled_average(reader, before.average)
        made = views.View("", before.meaning)
        with suppress(OSError, ValueError, OverflowError):  # `_publish` tries again and tells
            made = views.build(index, folder, average, self.embedder, before.meaning)
        return Current(folder.name, 0, made.name, average, made.meaning)

    def _publish(self, index: Any, next_: Current) -> None:
        """Build the sidecars of the newest commit, then tell the readers."""
        with index.reader() as reader:
            average = views.settled_average(reader, next_.average)
        made = views.View("", next_.meaning)  # without a view readers use Whoosh itself, more slowly
        try:
            made = views.build(index, self.folder / next_.generation, average, self.embedder, next_.meaning)
        except (OSError, ValueError, OverflowError) as error:
            log.warning("The sidecar could not be built; searching goes on through Whoosh: %s", error)
        self._switch(next_._replace(view=made.name, average=average, meaning=made.meaning))

    def _fill(
        self,
        index: Any,
        folder: Path,
        documents: Iterable[SearchDocument],
        total: int | None,
        progress: Progress | None,
    ) -> tuple[int, Current]:
        """All documents into one segment with its sidecar; how many, and what these files were made with."""
        seen: set[str] = set()
        twice: dict[str, SearchDocument] = {}
        builder = bulk.Builder(index, folder, self.embedder)
        try:
            for document in documents:
                if document.id in seen:
                    twice[document.id] = document  # the later one wins, as with `replace`
                    continue
                seen.add(document.id)
                builder.add(document)
                if progress and builder.count % 100 == 0:
                    progress(builder.count, total)
        except BaseException:
            builder.cancel()
            raise
        done, built = builder.count, builder.commit()
        ahead = Current(folder.name, 0, "", 0.0, "")
        if built:
            try:
                meaning = views.write_built(built, folder, self.embedder)
                ahead = ahead._replace(average=built.average, meaning=meaning)
            except (OSError, ValueError, OverflowError) as error:  # `views.build` tries from the segment
                log.warning("The sidecar could not be written: %s", error)
        if twice:
            apply(index, twice, set())
        return done, ahead

    def _create(self, generation: str) -> None:
        folder = self.folder / generation
        folder.mkdir(mode=0o700)
        index = whoosh_index.create_in(str(folder), schema.schema())
        self._publish(index, Current(generation, 0, "", 0.0, ""))
        index.close()

    def _next_generation(self) -> str:
        numbers = [int(path.name[1:]) for path in self.folder.glob("g[0-9]*") if path.name[1:].isdigit()]
        return f"g{max(numbers, default=0) + 1:06d}"

    def _switch(self, current: Current) -> None:
        fresh = self.folder / f".CURRENT.{os.getpid()}"
        with fresh.open("w") as file:
            json.dump(current._asdict(), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.folder / "CURRENT")

    def _clean(self, current: str) -> None:
        """Remove generations but this one and the last: readers may still be opening files of that."""
        for old in sorted(path for path in self.folder.glob("g[0-9]*") if path.name != current)[:-1]:
            shutil.rmtree(old, ignore_errors=True)

    def forget_old(self) -> None:
        """Remove all generations but the one in use, with the words of documents that are no more."""
        with self._locked("rebuild.lock"):
            current = self.current().generation
            for old in self.folder.glob("g[0-9]*"):
                if old.name != current:
                    shutil.rmtree(old, ignore_errors=True)

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        self.folder.mkdir(
            parents=True, exist_ok=True, mode=0o700
        )  # Whoosh's files are pickles: nobody else's
        with (self.folder / name).open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _let_go(problem: BaseException) -> None:
    """Let go of what a builder that failed holds open: a deleted file keeps its room on a full disk until it is closed."""
    traceback.clear_frames(problem.__traceback__)
    gc.collect()
