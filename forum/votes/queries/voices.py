"""What readers wrote beside yes or no: for the people who mend the texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.search.models import DocumentSignal, SearchRecord
from forum.votes import policy
from forum.votes.models import Verdict


@dataclass(frozen=True, slots=True)
class Said:
    """One reader's words. `reasons`: codes of `policy.REASONS`; `search`: the words that led here."""

    id: int
    target: Target
    helped: bool
    reasons: tuple[str, ...]
    note: str
    search: str
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Voice:
    """A reader's words with the text they are about, and how many read that of late."""

    said: Said
    shown: Shown
    readers: int


class Wanted(NamedTuple):
    """Which voices a list shows. `document`: "article:12"."""

    unread: bool = True
    helped: bool | None = None
    reason: str = ""
    topic: int | None = None
    lang: str = ""
    document: str = ""


def voices(viewer: Viewer, page: int, wanted: Wanted | None = None) -> Page[Voice]:
    """What readers wrote: what most people read of late comes first, then the newest.

    One query and one for each kind of text. Raises `NotFound` for whoever is not staff.
    """
    if not policy.can_read_voices(viewer):
        raise NotFound()
    document: sa.ColumnElement[str] = Verdict.target_kind + ":" + sa.cast(Verdict.target_id, sa.String)
    readers = sa.func.coalesce(DocumentSignal.readers, 0)
    chosen: Any = (
        sa.select(Verdict, readers.label("readers"))
        .outerjoin(DocumentSignal, DocumentSignal.document == document)
        .where(*_conditions(wanted or Wanted()))
        .order_by(readers.desc(), Verdict.said_at.desc(), Verdict.id.desc())
    )
    found = paginate(lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page)
    shown = targets.show_many([_target(r.Verdict) for r in found], viewer)
    return found.map(
        lambda rows: [
            Voice(_said(r.Verdict), text, r.readers)
            for r in rows
            if (text := shown.get(_target(r.Verdict))) is not None
        ]
    )


def said_of(target: Target, viewer: Viewer, limit: int = 5) -> list[Said]:
    """The last words on one text, those first that nobody has read; for its own page. One query; staff only."""
    if not policy.can_read_voices(viewer):
        return []
    chosen = (
        sa.select(Verdict)
        .where(
            Verdict.target_kind == target.kind,
            Verdict.target_id == target.number,
            Verdict.said_at.is_not(None),
        )
        .order_by(sa.case((Verdict.read_at.is_(None), 0), else_=1), Verdict.said_at.desc(), Verdict.id.desc())
        .limit(limit)
    )
    return [_said(row) for row in db.session.scalars(chosen)]


def unread_count() -> int:
    """How many wait to be read."""
    waiting = sa.select(sa.func.count()).where(Verdict.said_at.is_not(None), Verdict.read_at.is_(None))
    return int(db.session.scalar(waiting) or 0)


def words_of(search_id: str | None, visitor: str) -> str:
    """The words of a search, if this visitor made it: an address with a search's id may come from anybody."""
    if not search_id:
        return ""
    wanted = sa.select(SearchRecord.query).where(
        SearchRecord.id == search_id, SearchRecord.visitor == visitor
    )
    return db.session.scalar(wanted) or ""


def _conditions(wanted: Wanted) -> Sequence[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [Verdict.said_at.is_not(None)]
    if wanted.unread:
        conditions.append(Verdict.read_at.is_(None))
    if wanted.helped is not None:
        conditions.append(Verdict.helped.is_(wanted.helped))
    if wanted.reason:
        spaced: sa.ColumnElement[str] = " " + Verdict.reason + " "
        conditions.append(spaced.contains(f" {wanted.reason} ", autoescape=True))
    if wanted.topic is not None:
        conditions.append(Verdict.topic_id == wanted.topic)
    if wanted.lang:
        conditions.append(Verdict.lang == wanted.lang)
    if wanted.document:
        kind, number = targets.parse(wanted.document)
        conditions += [Verdict.target_kind == kind, Verdict.target_id == number]
    return conditions


def _target(row: Verdict) -> Target:
    return Target(row.target_kind, row.target_id)


def _said(row: Verdict) -> Said:
    assert row.said_at is not None
    return Said(
        row.id,
        _target(row),
        row.helped,
        tuple(row.reason.split()),
        row.note,
        row.words,
        row.said_at,
        row.read_at,
    )
