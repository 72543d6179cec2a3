"""The numbers for pages: what a list shows of a document, and the order of the FAQ."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.search import documents
from forum.search.models import DocumentSignal
from search_index.ranking import hit_weight

HELP_COUNTS_HITS = 3.0  # for the order of the FAQ: who says "this helped" weighs as much as three visits

_table = DocumentSignal.__table__
_ROWS = sa.select(_table).where(_table.c.document.in_(sa.bindparam("names", expanding=True)))


@dataclass(frozen=True, slots=True)
class SignalRow:
    """The numbers of a document now. `hits`: visits, each halved every 30 days."""

    document: str
    hits: float = 0.0
    hits_total: int = 0
    helped: int = 0
    not_helped: int = 0
    solved: bool = False
    pinned: bool = False
    trust: float = 1.0
    unsafe: bool = False
    under_review_since: datetime | None = None


def rows(wanted: Iterable[str]) -> dict[str, SignalRow]:
    """The numbers of these documents now; a document without any has the defaults. One query."""
    names = list(dict.fromkeys(wanted))
    found = {name: SignalRow(name) for name in names}
    if not names:
        return found
    weight = hit_weight(clock.now().timestamp())
    for row in db.session.execute(_ROWS, {"names": names}):
        found[row.document] = SignalRow(
            row.document, row.hits / weight, row.hits_total, row.helped, row.not_helped, row.solved, row.pinned,
            row.trust, row.unsafe, row.under_review_since,
        )  # fmt: skip
    return found


def row(document: str) -> SignalRow:
    """The numbers of one document now."""
    return rows([document])[document]


def needs(wanted: Iterable[str]) -> dict[str, float]:
    """How much each document is needed, for the order of the FAQ: larger is more. One query; see `need`."""
    names = list(dict.fromkeys(wanted))
    if not names:
        return {}
    query = sa.select(_table.c.document, need()).where(_table.c.document.in_(names))
    found = {document: float(value) for document, value in db.session.execute(query)}
    return {name: found.get(name, 0.0) for name in names}


def need(weight: sa.BindParameter[float] | None = None) -> sa.ColumnElement[float]:
    """SQL: (visits of late + 3 for each reader it helped) * trust. NULL without a row: outer-join by `of`.

    `weight`: a parameter that gets `hit_weight` of the moment, for statements that are put together once.
    """
    worth = hit_weight(clock.now().timestamp()) if weight is None else weight
    visits: sa.ColumnElement[float] = _table.c.hits / worth  # type: ignore[assignment]
    return (visits + HELP_COUNTS_HITS * _table.c.helped) * _table.c.trust


def of(kind: str, number: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """SQL: the join condition between a document's id column and `DocumentSignal`.

    ``select(...).outerjoin(DocumentSignal, signals.of("article", Article.id)).order_by(sa.func.coalesce(signals.need(), 0.0).desc())``
    """
    return _table.c.slot == number * documents.LANES + documents.slot(kind, 0)
