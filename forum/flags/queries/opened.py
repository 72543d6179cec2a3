"""Open flags, as pages of the flagged texts show them. Reason and moment are public (the reader's notice); who and why
are for staff."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.flags import policy
from forum.flags.models import Flag
from search_index.weights import FLAG_FACTORS


@dataclass(frozen=True, slots=True)
class OpenFlag:
    """What a page needs of an open flag. For readers everything after `confirmed` is empty."""

    id: int
    target: Target
    reason: str
    at: datetime
    confirmed: bool
    by: str = ""
    by_id: int | None = None
    note: str = ""
    passage: str = ""
    shown_by: str = ""
    confirmed_by_id: int | None = None
    disputed: bool = False
    disputed_at: datetime | None = None
    disputed_by: str = ""
    disputed_by_id: int | None = None
    disputed_because: str = ""
    open: bool = True  # so that policies take it for a `Flag`


@dataclass(frozen=True, slots=True)
class Review:
    """What readers of one document or post are told: since when, and for which reasons."""

    since: datetime
    reasons: tuple[str, ...]

    @property
    def unsafe(self) -> bool:
        """Is a reader warned rather than told?"""
        return policy.UNSAFE in self.reasons


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


def disputed() -> sa.ColumnElement[bool]:
    """SQL: the same as `Flag.disputed`."""
    return sa.and_(
        Flag.closed_at.is_(None),
        Flag.disputed_at.is_not(None),
        sa.or_(Flag.confirmed_at.is_(None), Flag.confirmed_at < Flag.disputed_at),
    )


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
        doubter = sa.orm.aliased(Person)
        chosen = (
            sa.select(
                *columns,
                Flag.note,
                Flag.passage,
                Flag.shown_by,
                Flag.by_id,
                Person.name,
                Flag.confirmed_by_id,
                Flag.disputed_at,
                Flag.disputed_by_id,
                Flag.disputed_because,
                disputed().label("disputed"),
                doubter.name.label("doubter"),
            )
            .join(Person, Person.id == Flag.by_id)
            .outerjoin(doubter, doubter.id == Flag.disputed_by_id)
        )
    return chosen.where(Flag.closed_at.is_(None)).order_by(Flag.at, Flag.id)


def _open_flag(row: Any, viewer: Viewer) -> OpenFlag:
    public = (
        row.id,
        Target(row.target_kind, row.target_id),
        row.reason,
        row.at,
        row.confirmed_at is not None,
    )
    if not policy.can_see_flags(viewer):
        return OpenFlag(*public)
    return OpenFlag(
        *public,
        by=row.name,
        by_id=row.by_id,
        note=row.note,
        passage=row.passage,
        shown_by=row.shown_by,
        confirmed_by_id=row.confirmed_by_id,
        disputed=bool(row.disputed),
        disputed_at=row.disputed_at,
        disputed_by=row.doubter or "",
        disputed_by_id=row.disputed_by_id,
        disputed_because=row.disputed_because,
    )
