"""What is counted about whoever looks, line by line: features register lists, `forum.privacy.counted` shows them.

A list is read a stretch at a time, the newest first. Somebody without an account is known by the visit alone, and others
behind the same network with the same browser are not told apart from her: lists show guests no words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import stretches
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.core.stretches import Cursor, Stretch

Words = Any  # lazy_gettext, or what was said in the language of this answer
LINES = 25  # of one page


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was counted. `day_only`: the hour is not kept. `key` names it for `Counted.forget`."""

    at: datetime
    words: str
    url: str = ""
    ends: datetime | None = None  # None: see `Counted.how_long`
    key: str = ""
    day_only: bool = False


def _everybody(_viewer: Viewer) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Counted:
    """A list of one kind of thing.

    `lines(viewer, cursor)`: of whoever looks, in a request. `forget(viewer, key)`: delete that line, or all for ""; returns
    how many; None where lines go with what they belong to, and `change` says where. `guests`: there is one for them too.
    """

    name: str
    title: Words
    why: Words
    how_long: Words
    lines: Callable[[Viewer, Cursor | None], Stretch[Line]]
    forget: Callable[[Viewer, str], int] | None = None
    change: Words = ""
    guests: bool = False
    concerns: Callable[[Viewer], bool] = _everybody


_lists: dict[str, Counted] = {}


def register(*lists: Counted) -> None:
    """Add lists; one of a name that is there already takes its place."""
    for each in lists:
        _lists[each.name] = each


def lists(viewer: Viewer) -> list[Counted]:
    """Those that concern whoever looks, in the order of registration."""
    return [
        each for each in _lists.values() if each.concerns(viewer) and (each.guests or viewer.id is not None)
    ]


def of(name: str, viewer: Viewer) -> Counted:
    """One of them. Raises `NotFound`."""
    for each in lists(viewer):
        if each.name == name:
            return each
    raise NotFound()


def newest(
    model: Any, which: sa.ColumnElement[bool], cursor: Cursor | None, limit: int = LINES
) -> Stretch[Any]:
    """A stretch of the rows of `model` (numbered as they came) that are `which`, the newest first. One query."""
    back = cursor is not None and cursor.way == "before"
    wanted = sa.select(model).where(which)
    if cursor is not None:
        wanted = wanted.where(model.id > cursor.id if back else model.id < cursor.id)
    wanted = wanted.order_by(model.id.asc() if back else model.id.desc()).limit(limit + 1)
    rows: Sequence[Any] = db.session.scalars(wanted).all()
    return stretches.cut(rows[::-1] if back else rows, limit, cursor, lambda row: (0, row.id))


def after(at: datetime, days: int) -> datetime:
    """The end of so many days."""
    return at + timedelta(days=days)
