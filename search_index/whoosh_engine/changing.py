"""One commit: documents replaced and removed in Whoosh, and what its damaged files raise made into one error."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search_index.documents import SearchDocument
from search_index.engine import IndexDamaged, SearchUnavailable
from search_index.whoosh_engine import schema

LIMIT_MB = 128


def apply(index: Any, fresh: dict[str, SearchDocument], removed: set[str]) -> int:
    """One Whoosh commit: documents by id are replaced, ids removed."""
    reader = index.reader()
    try:
        old = [number for id_ in (*fresh, *removed) for number in numbers_of(reader, id_)]
    finally:
        reader.close()
    if not fresh and not old:
        return 0
    writer = index.writer(limitmb=LIMIT_MB, timeout=60.0)
    try:
        for number in old:
            writer.delete_document(number)
        for document in fresh.values():
            writer.add_document(**schema.row(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return len(fresh) + len(old) if removed else len(fresh)


@contextmanager
def reading_whoosh() -> Iterator[None]:
    """What Whoosh raises over files that are damaged is anything: its pickles may hold anything. A full disk is no damage."""
    try:
        yield
    except SearchUnavailable:
        raise
    except FileNotFoundError as error:
        raise IndexDamaged(f"A segment is missing: {error}") from error
    except OSError:
        raise
    except Exception as error:
        raise IndexDamaged(f"The index can't be changed: {error}") from error


def numbers_of(reader: Any, id_: str) -> list[int]:
    """Whoosh's numbers of the living documents with this id: none or one."""
    if ("id", id_.encode()) not in reader:
        return []
    return [number for number in reader.postings("id", id_).all_ids() if not reader.is_deleted(number)]


def replay(index: Any, journal: Path) -> None:
    fresh: dict[str, SearchDocument] = {}
    removed: set[str] = set()
    for line in journal.read_text(encoding="utf-8").splitlines():
        values = json.loads(line)
        if "gone" in values:
            fresh.pop(values["gone"], None)
            removed.add(values["gone"])
        else:
            document = schema.load(line)
            fresh[document.id] = document
            removed.discard(document.id)
    if fresh or removed:
        apply(index, fresh, removed)
