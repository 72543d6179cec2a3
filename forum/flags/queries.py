"""Reads of flags. Reason and moment of an open flag are public (the reader's notice); who and why are for staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, freshness, targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page
from forum.core.roles import GUEST, Viewer
from forum.core.targets import Shown, Target
from forum.flags import policy
from forum.flags.models import Flag
from forum.search.models import DocumentSignal, Hit
from search_index.weights import FLAG_FACTORS

AFFECTED_DAYS = 7  # readers of the last week are the readers that a wrong text still reaches


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """What a page needs of an open flag. `by` and `note` are empty for readers."""

    id: int
    target: Target
    reason: str
    at: datetime
    confirmed: bool
    by: str = ""
    by_id: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """What readers of one document or post are told: since when, and for which reasons."""

    since: datetime
    reasons: tuple[str, ...]

    @property
    def unsafe(self) -> bool:
        """Is a reader warned rather than told?"""
        return policy.UNSAFE in self.reasons


@dataclass(frozen=True, slots=True)
class LogLine:
    """One flag of a target's history, for staff."""

    flag: Flag
    by: str
    confirmed_by: str
    closed_by: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One document of the curation queue with its open flags, the oldest first."""

    document: str
    shown: Shown
    flags: tuple[OpenFlag, ...]
    readers: int  # who opened it within AFFECTED_DAYS
    trust: float
    since: datetime


def flag(flag_id: int, viewer: Viewer) -> Flag:
    """One flag. Raises `NotFound` for whoever is not staff."""
    found = db.session.get(Flag, flag_id) if policy.can_see_flags(viewer) else None
    if found is None:
        raise NotFound()
    return found


def open_on(documents: str | Iterable[str], viewer: Viewer) -> dict[str, list[OpenFlag]]:
    """Open flags of documents ("article:12"), oldest first; one query. A question's include its answers' flags."""
    wanted = [documents] if isinstance(documents, str) else list(documents)
    found: dict[str, list[OpenFlag]] = defaultdict(list)
    if wanted:
        for row in db.session.execute(_open(viewer).where(Flag.document.in_(wanted))):
            found[row.document].append(_open_flag(row, viewer))
    return found


def open_on_targets(kind: str, numbers: Sequence[int], viewer: Viewer) -> dict[int, list[OpenFlag]]:
    """Open flags of several targets of one kind, by number; for the answers of a question.

    One query where there are any; they are known from memory while no content changes.
    """
    found: dict[int, list[OpenFlag]] = defaultdict(list)
    flagged = freshness.kept(f"flagged {kind}", lambda: _flagged(kind))
    if not flagged.isdisjoint(numbers):
        chosen = _open(viewer).where(Flag.target_kind == kind, Flag.target_id.in_(list(numbers)))
        for row in db.session.execute(chosen):
            found[row.target_id].append(_open_flag(row, viewer))
    return found


def _flagged(kind: str) -> frozenset[int]:
    """All of a kind that have open flags: few, so readers of all others need not ask."""
    wanted = sa.select(Flag.target_id).where(Flag.closed_at.is_(None), Flag.target_kind == kind)
    return frozenset(db.session.scalars(wanted))


def review_of(flags: Sequence[OpenFlag]) -> Review | None:
    """The reader's notice that these open flags make; None without any."""
    if not flags:
        return None
    reasons = sorted({f.reason for f in flags}, key=lambda r: FLAG_FACTORS.get(r, 1.0))
    return Review(min(f.at for f in flags), tuple(reasons))


def log(target: Target, viewer: Viewer) -> list[LogLine]:
    """Every flag a target ever had, newest first, with names. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_flags(viewer):
        raise NotFound()
    by, second, closer = (sa.orm.aliased(Person) for _ in range(3))
    rows = db.session.execute(
        sa.select(Flag, by.name, second.name, closer.name)
        .join(by, by.id == Flag.by_id)
        .outerjoin(second, second.id == Flag.confirmed_by_id)
        .outerjoin(closer, closer.id == Flag.closed_by_id)
        .where(Flag.target_kind == target.kind, Flag.target_id == target.number)
        .order_by(Flag.at.desc(), Flag.id.desc())
        .limit(200)
    )
    return [LogLine(f, who, other or "", last or "") for f, who, other, last in rows]


def open_count() -> int:
    """How many documents wait in the curation queue; one query, and one for each kind of flagged text."""
    return len({document for document, _ in _waiting()})


def _waiting() -> list[tuple[str, Target]]:
    """(document, target) of open flags on what everybody sees: what a moderator hid waits for nobody."""
    rows = db.session.execute(
        sa.select(Flag.document, Flag.target_kind, Flag.target_id).where(Flag.closed_at.is_(None)).distinct()
    )
    found = [(row.document, Target(row.target_kind, row.target_id)) for row in rows]
    seen = targets.show_many([target for _, target in found], GUEST)
    return [(document, target) for document, target in found if target in seen]


def queue(
    page: int, viewer: Viewer, topic: int | None = None, reason: str | None = None, per_page: int = 20
) -> Page[Waiting]:
    """Documents with open flags: those that most readers of the last week met come first.

    `topic`: a topic's id; `reason`: one of `policy.REASONS`. At most eight queries, whatever the size.
    """
    if not policy.can_see_flags(viewer):
        raise NotFound()
    since = (clock.now() - timedelta(days=AFFECTED_DAYS)).date()
    read = (
        sa.select(Hit.document, sa.func.count().label("readers"))
        .where(Hit.day >= since)
        .group_by(Hit.document)
        .subquery()
    )
    readers = sa.func.coalesce(sa.func.max(read.c.readers), 0)
    chosen: Any = (
        sa.select(Flag.document, readers.label("readers"), sa.func.min(Flag.at).label("since"))
        .outerjoin(read, read.c.document == Flag.document)
        .where(Flag.closed_at.is_(None))
        .group_by(Flag.document)
        .order_by(sa.desc("readers"), sa.asc("since"))
    )
    if reason:
        chosen = chosen.having(sa.func.sum(sa.case((Flag.reason == reason, 1), else_=0)) > 0)
    waiting = {document for document, _ in _waiting()}
    rows = [row for row in db.session.execute(chosen) if row.document in waiting]
    shown = targets.show_many([targets.parse(r.document) for r in rows], viewer)
    kept = [
        (r, s)
        for r in rows
        if (s := shown.get(targets.parse(r.document))) is not None and topic in (None, s.topic_id)
    ]
    start = (page - 1) * per_page
    part = kept[start : start + per_page]
    flags = open_on([r.document for r, _ in part], viewer)
    trust = _trust([r.document for r, _ in part])
    items = [
        Waiting(r.document, s, tuple(flags[r.document]), r.readers, trust.get(r.document, 1.0), r.since)
        for r, s in part
    ]
    return Page(items, page, len(kept) > start + per_page, per_page, len(kept))


def _trust(documents: Sequence[str]) -> dict[str, float]:
    rows = db.session.execute(
        sa.select(DocumentSignal.document, DocumentSignal.trust).where(DocumentSignal.document.in_(documents))
    )
    return {row.document: row.trust for row in rows}


def _open(viewer: Viewer) -> sa.Select[Any]:
    columns: list[Any] = [
        Flag.id,
        Flag.document,
        Flag.target_kind,
        Flag.target_id,
        Flag.reason,
        Flag.at,
        Flag.confirmed_at,
    ]
    chosen = sa.select(*columns)
    if policy.can_see_flags(viewer):
        chosen = sa.select(*columns, Flag.note, Flag.by_id, Person.name).join(Person, Person.id == Flag.by_id)
    return chosen.where(Flag.closed_at.is_(None)).order_by(Flag.at, Flag.id)


def _open_flag(row: Any, viewer: Viewer) -> OpenFlag:
    target = Target(row.target_kind, row.target_id)
    if policy.can_see_flags(viewer):
        return OpenFlag(
            row.id, target, row.reason, row.at, row.confirmed_at is not None, row.name, row.by_id, row.note
        )
    return OpenFlag(row.id, target, row.reason, row.at, row.confirmed_at is not None)
