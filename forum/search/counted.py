"""Searches and opened documents of whoever looks, as far as they can be told to be hers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_login import current_user

from forum.core import counted, stretches
from forum.core.counted import Counted, Line
from forum.core.db import db
from forum.core.roles import Viewer, is_staff
from forum.core.stretches import Cursor, Stretch
from forum.search import documents, visitors
from forum.search.models import Hit, SearchRecord
from forum.search.recording import HITS_DAYS, SEARCHES_DAYS, forgetting


def register() -> None:
    """Both lists. Of people of the company neither is kept."""
    counted.register(
        Counted(
            "searches",
            lazy_gettext("Searches"),
            lazy_gettext("So that we see which answers are missing, and learn which ones help."),
            lazy_gettext("%(days)s days, then only sums.", days=SEARCHES_DAYS),
            _searches,
            _forget_searches,
            guests=True,
            concerns=_visits,
        ),
        Counted(
            "opens",
            lazy_gettext("Opened pages"),
            lazy_gettext("So that what helps many stands further up."),
            lazy_gettext("%(days)s days, then only sums.", days=HITS_DAYS),
            _opens,
            _forget_opens,
            guests=True,
            concerns=_visits,
        ),
    )


def _visits(viewer: Viewer) -> bool:
    return not is_staff(viewer)


def _ids(viewer: Viewer) -> list[str]:
    if viewer.id is None:
        return [visitors.visitor()]
    return visitors.known_as(viewer.id, current_user.searcher)


def _searches(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    """By the moment alone: two searches of one visitor in the same microsecond are none."""
    back = cursor is not None and cursor.way == "before"
    wanted = sa.select(SearchRecord).where(SearchRecord.visitor.in_(_ids(viewer)))
    moment = cursor.moment() if cursor is not None else None
    if moment is not None:
        wanted = wanted.where(SearchRecord.at > moment if back else SearchRecord.at < moment)
    order = [SearchRecord.at.asc(), SearchRecord.id] if back else [SearchRecord.at.desc(), SearchRecord.id]
    rows = db.session.scalars(wanted.order_by(*order).limit(counted.LINES + 1)).all()
    found = stretches.cut(rows[::-1] if back else rows, counted.LINES, cursor, lambda row: (row.at, 0))
    return found.map(lambda rows: [_search(viewer, row) for row in rows])


def _search(viewer: Viewer, row: SearchRecord) -> Line:
    mine = viewer.id is not None
    what = f"“{row.query}”" if mine else _("A search")
    found = ngettext("one result", "%(num)s results", row.total)
    return Line(
        row.at,
        f"{what} · {found}",
        ends=counted.after(row.at, SEARCHES_DAYS),
        key=row.id if mine else "",
    )


def _opens(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    rows = counted.newest(Hit, Hit.visitor.in_(_ids(viewer)), cursor)
    return rows.map(lambda some: _opened(viewer, some))


def _opened(viewer: Viewer, rows: Sequence[Hit]) -> list[Line]:
    mine = viewer.id is not None
    shown = documents.show([row.document for row in rows], viewer) if mine else {}
    lines = []
    for row in rows:
        at = datetime.combine(row.day, time.min, UTC)
        found = shown.get(row.document)
        words = found.title if found else _("Something that is no longer here") if mine else _("A page")
        ends = counted.after(at, HITS_DAYS)
        lines.append(
            Line(at, words, found.url if found else "", ends, str(row.id) if mine else "", day_only=True)
        )
    return lines


def _forget_searches(viewer: Viewer, key: str) -> int:
    mine = SearchRecord.visitor.in_(_mine(viewer))
    return forgetting.forget_searches(sa.and_(mine, SearchRecord.id == key) if key else mine)


def _forget_opens(viewer: Viewer, key: str) -> int:
    which: list[sa.ColumnElement[bool]] = [Hit.visitor.in_(_mine(viewer))]
    if key:
        which.append(Hit.id == (int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0))
    gone = db.session.execute(sa.delete(Hit).where(*which).execution_options(synchronize_session=False))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _mine(viewer: Viewer) -> list[str]:
    """Nothing for guests: others may have the same number of the day."""
    return [] if viewer.id is None else _ids(viewer)
