"""Documents about the same matter: a question whose solution leads to one article, an article made of a question, and
the translations of an article.

Each kind says what its documents stand for (`Searchable.same_as`). That is written when a document is indexed, by the
worker, so that a page of results needs one small query and reads no text. Pages show one entry for both.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache

import sqlalchemy as sa

from forum.core.db import db, upsert
from forum.search import documents
from forum.search.models import SameMatter

BATCH = 500
TOGETHER_MAX = 8  # documents of one entry: an article in five languages, and a few questions


def remember(changed: Iterable[str]) -> None:
    """Write what these documents stand for now; those that are gone stand for nothing. Caller commits."""
    wanted = list(dict.fromkeys(changed))
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        now = documents.same_as(part)
        columns = sa.select(SameMatter.document, SameMatter.other).where(SameMatter.document.in_(part))
        before = {row.document: row.other for row in db.session.execute(columns)}
        gone = [document for document in before if document not in now]
        if gone:
            db.session.execute(sa.delete(SameMatter).where(SameMatter.document.in_(gone)))
        fresh = [{"document": d, "other": other} for d, other in now.items() if before.get(d) != other]
        if fresh:
            statement = upsert(SameMatter.__table__).values(fresh)
            other = {"other": statement.excluded.other}
            db.session.execute(statement.on_conflict_do_update(index_elements=["document"], set_=other))


def remember_all() -> None:
    """Write it for all documents, after the index was built anew."""
    for kind in documents.kinds():
        if kind.same_as is not None:
            remember([f"{kind.kind}:{number}" for number in kind.all_ids()])


@cache
def _others(database: str) -> sa.Select[str, str]:
    """Put together once: each search asks, for a hundred documents, which as one value cost half of what a hundred do."""
    given = sa.bindparam("documents", type_=sa.Text)
    if database == "sqlite":
        listed = sa.func.json_each(given).table_valued("value")
    else:
        listed = sa.func.json_array_elements_text(sa.cast(given, sa.JSON)).table_valued("value")
    wanted = SameMatter.document.in_(sa.select(listed.c.value))
    return sa.select(SameMatter.document, SameMatter.other).where(wanted).order_by(SameMatter.document)


def grouped(ranked: Sequence[str]) -> list[list[str]]:
    """The documents in their order, those of one matter together where the first of them stands; one query."""
    place = {document: number for number, document in enumerate(ranked)}
    joined: dict[str, list[str]] = {}
    for document, other in _pairs(ranked):
        if other in place and document != other:
            together = _sorted({*joined.get(document, [document]), *joined.get(other, [other])}, place)
            if len(together) <= TOGETHER_MAX:
                joined.update(dict.fromkeys(together, together))
    found = []
    for document in ranked:
        together = joined.get(document, [document])
        if together[0] == document:
            found.append(together)
    return found


def _pairs(ranked: Sequence[str]) -> Sequence[tuple[str, str]]:
    if not ranked:
        return ()
    others = _others(db.engine.dialect.name)
    return [
        (row.document, row.other) for row in db.session.execute(others, {"documents": json.dumps(ranked)})
    ]


def _sorted(together: set[str], place: dict[str, int]) -> list[str]:
    return sorted(together, key=place.__getitem__)
