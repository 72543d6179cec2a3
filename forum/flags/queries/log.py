"""Every flag there ever was: who, why, what it did, and what became of it. For staff."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.flags import policy
from forum.flags.models import Flag, Mending
from forum.flags.queries.opened import OpenFlag, disputed, open_on

STATES = ("open", "disputed", "closed")  # of the journal


@dataclass(frozen=True, slots=True)
class LogLine:
    """One flag of the log, for staff. `shown`: its text, where the log is of several."""

    flag: Flag
    by: str
    confirmed_by: str
    disputed_by: str
    closed_by: str
    shown: Shown | None = None


def log(target: Target, viewer: Viewer) -> list[LogLine]:
    """Every flag a target ever had, newest first, with names. Raises `NotFound` for whoever is not staff."""
    if not policy.can_see_flags(viewer):
        raise NotFound()
    wanted = _log().where(Flag.target_kind == target.kind, Flag.target_id == target.number)
    return [_log_line(row) for row in db.session.execute(wanted.limit(200))]


def on_page(target: Target, viewer: Viewer, ended: int = 5) -> tuple[list[OpenFlag], list[LogLine]]:
    """What the page of a text shows its team: the open flags, and the last `ended` ones that are closed. One query.

    For readers the open ones alone, as they may know them.
    """
    if not policy.can_see_flags(viewer):
        return open_on(str(target), viewer)[str(target)], []
    mine = sa.and_(Flag.target_kind == target.kind, Flag.target_id == target.number)
    last = sa.select(Flag.id).where(mine, Flag.closed_at.is_not(None)).order_by(Flag.id.desc()).limit(ended)
    rows = db.session.execute(_log().where(mine, sa.or_(Flag.closed_at.is_(None), Flag.id.in_(last))))
    lines = [_log_line(row) for row in rows]
    return [_open_flag(line) for line in reversed(lines) if line.flag.open], [
        line for line in lines if not line.flag.open
    ]


def journal(page: int, viewer: Viewer, state: str = "", by_id: int | None = None) -> Page[LogLine]:
    """All flags on texts that the viewer may see, newest first: `state` one of `STATES`; of one person.

    One query, and one for each kind of text. Raises `NotFound` for whoever is not staff.
    """
    if not policy.can_see_flags(viewer):
        raise NotFound()
    wanted = _log()
    if state == "open":
        wanted = wanted.where(Flag.closed_at.is_(None))
    elif state == "disputed":
        wanted = wanted.where(disputed())
    elif state == "closed":
        wanted = wanted.where(Flag.closed_at.is_not(None))
    if by_id is not None:
        wanted = wanted.where(Flag.by_id == by_id)
    found = paginate(lambda limit, offset: db.session.execute(wanted.limit(limit).offset(offset)).all(), page)
    shown = targets.show_many([Target(r.Flag.target_kind, r.Flag.target_id) for r in found], viewer)
    return found.map(
        lambda rows: [
            _log_line(row, text)
            for row in rows
            if (text := shown.get(Target(row.Flag.target_kind, row.Flag.target_id))) is not None
        ]
    )


def named_by(kind: str, revision: int) -> set[int]:
    """The flags that a waiting text says it mends: see `actions.mark_mended`."""
    wanted = sa.select(Mending.flag_id).where(Mending.target_kind == kind, Mending.revision_id == revision)
    return set(db.session.scalars(wanted))


def _log() -> Any:
    by, second, doubter, closer = (sa.orm.aliased(Person) for _ in range(4))
    return (
        sa.select(
            Flag,
            by.name.label("by"),
            second.name.label("confirmed_by"),
            doubter.name.label("disputed_by"),
            closer.name.label("closed_by"),
        )
        .join(by, by.id == Flag.by_id)
        .outerjoin(second, second.id == Flag.confirmed_by_id)
        .outerjoin(doubter, doubter.id == Flag.disputed_by_id)
        .outerjoin(closer, closer.id == Flag.closed_by_id)
        .order_by(Flag.at.desc(), Flag.id.desc())
    )


def _log_line(row: Any, shown: Shown | None = None) -> LogLine:
    return LogLine(
        row.Flag, row.by, row.confirmed_by or "", row.disputed_by or "", row.closed_by or "", shown
    )


def _open_flag(line: LogLine) -> OpenFlag:
    flag = line.flag
    return OpenFlag(
        flag.id,
        Target(flag.target_kind, flag.target_id),
        flag.reason,
        flag.at,
        flag.confirmed,
        by=line.by,
        by_id=flag.by_id,
        note=flag.note,
        passage=flag.passage,
        shown_by=flag.shown_by,
        confirmed_by_id=flag.confirmed_by_id,
        disputed=flag.disputed,
        disputed_at=flag.disputed_at,
        disputed_by=line.disputed_by,
        disputed_by_id=flag.disputed_by_id,
        disputed_because=flag.disputed_because,
    )
