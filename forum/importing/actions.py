"""Import: line by line, a batch a transaction, each line once.

A batch is read and checked, then rendered, then written in one transaction together with the note of what came in
(`ImportedLine`). So a killed import has whole batches, and the next run passes over them: what is noted with the same
fingerprint is unchanged. Within one run the first line with an id counts.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from forum.core import clock
from forum.core.db import db, may_write, upsert
from forum.core.errors import Invalid
from forum.importing import articles, threads
from forum.importing.lines import ArticleLine, BadLine, Line, ThreadLine, TopicLine, fingerprint, read
from forum.importing.models import ImportedLine
from forum.importing.places import Places
from forum.search import outbox, signals
from forum.topics import actions as topics
from forum.topics import queries as topic_queries

BATCH = 200
INDEX_PAUSE = timedelta(minutes=10)  # the run rebuilds the index at its end; the worker need not race it

Complain = Callable[[str, int, str], None]
"""Called with (file, line number, reason) for each line that is skipped."""


@dataclass
class Counts:
    """What became of the lines."""

    imported: int = 0
    unchanged: int = 0
    updated: int = 0
    skipped: int = 0

    @property
    def changed(self) -> int:
        """Lines that changed something here."""
        return self.imported + self.updated


@dataclass(frozen=True, slots=True)
class _Came:
    """A good line and where it stood."""

    file: str
    number: int
    line: Line
    fingerprint: str


@dataclass
class Run:
    """One import over any number of files."""

    complain: Complain
    counts: Counts = field(default_factory=Counts)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)
    _places: Places = field(default_factory=Places)

    def take(self, path: Path, progress: Callable[[int], None] = lambda _bytes: None) -> None:
        """Import a file (.jsonl or .jsonl.gz). `progress` is called with the bytes read so far.

        Raises OSError (gzip.BadGzipFile, EOFError for a file cut short); what came before it is in.
        """
        batch: list[_Came] = []
        with path.open("rb") as file, _unpacked(path, file) as lines:
            for number, raw in enumerate(lines, 1):
                if raw.strip():
                    came = self._check(path.name, number, raw)
                    if came is not None:
                        batch.append(came)
                if len(batch) >= BATCH:
                    self._write(batch)
                    batch = []
                    progress(file.tell())
            self._write(batch)
            progress(file.tell())

    def _check(self, name: str, number: int, raw: bytes) -> _Came | None:
        try:
            line = read(raw)
        except BadLine as wrong:
            self._skip(name, number, str(wrong))
            return None
        key = (type(line).__name__, line.id)
        if key in self._seen:
            self._skip(name, number, f"has the id {line.id!r} again, which came before")
            return None
        self._seen[key] = number
        return _Came(name, number, line, fingerprint(line))

    def _skip(self, name: str, number: int, reason: str) -> None:
        self.counts.skipped += 1
        self.complain(name, number, reason)

    def _write(self, batch: Sequence[_Came]) -> None:
        """One transaction; should the database refuse it, one for each line, so that only the refused one is out."""
        if not batch:
            return
        try:
            added = self._write_together(batch)
        except SQLAlchemyError as wrong:
            db.session.rollback()
            self._places.forget()
            if len(batch) == 1:
                reason = str(getattr(wrong, "orig", wrong)).strip().splitlines()[0]
                self._skip(batch[0].file, batch[0].number, f"was refused by the database ({reason})")
                return
            for came in batch:
                self._write([came])
            return
        self.counts.imported += added.imported
        self.counts.updated += added.updated
        self.counts.unchanged += added.unchanged

    def _write_together(self, batch: Sequence[_Came]) -> Counts:
        with outbox.reading():
            known = _known(batch)
        changed = [c for c in batch if known.get(_key(c), (0, ""))[1] != c.fingerprint]
        rendered = {id(c): _render(c.line) for c in changed if not isinstance(c.line, TopicLine)}
        may_write.set(True)
        counts = Counts(unchanged=len(batch) - len(changed))
        for came in changed:
            if isinstance(came.line, TopicLine):
                self._topic(came, came.line, counts)
        contents = [c for c in changed if id(c) in rendered]
        if contents:
            self._contents(contents, [rendered[id(c)] for c in contents], known, counts)
        db.session.commit()
        return counts

    def _topic(self, came: _Came, line: TopicLine, counts: Counts) -> None:
        known = {topic.slug: topic for topic in topic_queries.all()}
        before = known.get(line.id)
        if line.parent and line.parent not in known:
            topics.create(
                line.parent, {"en": line.parent.replace("-", " ").capitalize()}
            )  # its own line may follow
        try:
            topics.create(line.id, line.name, line.description, line.promise_hours, parent=line.parent)
        except Invalid as wrong:
            self._skip(came.file, came.number, f"can't stand under {line.parent!r}: {wrong.message}")
            return
        above = topic_queries.by_id().get(before.parent_id) if before and before.parent_id else None
        if before is None:
            counts.imported += 1
        elif (dict(before.name), dict(before.description), before.promise_hours) == (
            line.name,
            line.description,
            line.promise_hours,
        ) and line.parent in (None, above.slug if above else None):
            counts.unchanged += 1
        else:
            counts.updated += 1

    def _contents(
        self,
        came: Sequence[_Came],
        rendered: Sequence[Any],
        known: dict[tuple[str, str], tuple[int, str]],
        counts: Counts,
    ) -> None:
        self._places.prepare(c.line for c in came if not isinstance(c.line, TopicLine))
        numbers: dict[str, int] = {}  # document -> views
        rows: list[dict[str, Any]] = []
        for kind, writer, type_ in (
            ("thread", threads, threads.Rendered),
            ("article", articles, articles.Rendered),
        ):
            mine = [(c, r) for c, r in zip(came, rendered, strict=True) if isinstance(r, type_)]
            fresh = [(c, r) for c, r in mine if _key(c) not in known]
            ids = writer.insert([r for _, r in fresh], self._places)
            placed = [(c, id_) for (c, _), id_ in zip(fresh, ids, strict=True)]
            for c, r in mine:
                if _key(c) in known:
                    id_ = known[_key(c)][0]
                    writer.update(id_, r, self._places)
                    placed.append((c, id_))
            counts.imported += len(fresh)
            counts.updated += len(mine) - len(fresh)
            rows += [_noted(kind, c, id_) for c, id_ in placed]
            document = "question" if kind == "thread" else "article"
            numbers |= {f"{document}:{id_}": _views(c.line) for c, id_ in placed}
        _note(rows)
        here = {c.line.id: c for c in came if isinstance(c.line, ArticleLine)}
        for external_id, sentence in articles.join_families(here):
            # One of an earlier file is named where its original came just now.
            about = here.get(external_id) or next(iter(here.values()))
            said = (
                sentence if external_id in here else f"is the original of {external_id!r}, which {sentence}"
            )
            self.complain(about.file, about.number, said)
        signals.refresh(numbers)
        signals.seed(numbers)
        outbox.changed_many(numbers, run_at=clock.now() + INDEX_PAUSE)


def _key(came: _Came) -> tuple[str, str]:
    return ("thread" if isinstance(came.line, ThreadLine) else "article", came.line.id)


def _known(batch: Sequence[_Came]) -> dict[tuple[str, str], tuple[int, str]]:
    """{(kind, id): (number here, fingerprint)} of those that came in before."""
    ids = [came.line.id for came in batch if not isinstance(came.line, TopicLine)]
    found = db.session.execute(
        sa.select(
            ImportedLine.kind, ImportedLine.external_id, ImportedLine.number, ImportedLine.fingerprint
        ).where(ImportedLine.external_id.in_(ids))
    )
    return {(row.kind, row.external_id): (row.number, row.fingerprint) for row in found}


def _render(line: Line) -> threads.Rendered | articles.Rendered:
    if isinstance(line, ThreadLine):
        return threads.render(line)
    assert isinstance(line, ArticleLine)
    return articles.render(line)


def _views(line: Line) -> int:
    return 0 if isinstance(line, TopicLine) else line.views


def _noted(kind: str, came: _Came, number: int) -> dict[str, Any]:
    return {
        "kind": kind,
        "external_id": came.line.id,
        "number": number,
        "fingerprint": came.fingerprint,
        "translation_of": came.line.translation_of if isinstance(came.line, ArticleLine) else None,
        "at": clock.now(),
    }


def _note(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = upsert(ImportedLine.__table__).values(rows)
    fresh = {name: statement.excluded[name] for name in ("fingerprint", "translation_of", "at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["kind", "external_id"], set_=fresh))


@contextmanager
def _unpacked(path: Path, file: IO[bytes]) -> Iterator[IO[bytes]]:
    if path.suffix == ".gz":
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield unpacked  # type: ignore[misc]
    else:
        yield file
