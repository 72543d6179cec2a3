"""The trail of whoever looks, line by line: hers by her account, or by the key that her browser holds."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from forum.core import counted
from forum.core.counted import Counted, Line
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.stretches import Cursor, Stretch
from forum.support.models import TrailLine
from forum.support.queries.trails import TRAIL_HOURS, owned, still_kept
from forum.support.trail import guests
from forum.support.trail.keeping import SENT_DAYS


def _lines(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    mine = sa.and_(owned(viewer.id, guests.here()), sa.or_(still_kept(), TrailLine.question_id.is_not(None)))
    return counted.newest(TrailLine, mine, cursor).map(lambda rows: [_line(row) for row in rows])


def _line(row: TrailLine) -> Line:
    said = {
        "search": _("Searched: %(what)s"),
        "open": _("Read: %(what)s"),
        "helped": _("Helped: %(what)s"),
    }.get(row.kind, _("Did not help: %(what)s"))
    sent = row.question_id is not None
    words = said.replace("%(what)s", row.text) + (f" · {_('sent along')}" if sent else "")
    ends = None if sent else counted.after(row.at, TRAIL_HOURS // 24)
    return Line(row.at, words, ends=ends, key="" if sent else str(row.id))


def _forget(viewer: Viewer, key: str) -> int:
    which = [owned(viewer.id, guests.here()), TrailLine.question_id.is_(None)]
    if key:
        which.append(TrailLine.id == (int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0))
    gone = db.session.execute(sa.delete(TrailLine).where(*which))
    return int(gone.rowcount)  # type: ignore[attr-defined]


counted.register(
    Counted(
        "trail",
        lazy_gettext("Your search trail"),
        lazy_gettext("So that you can send it along when you ask or need a person. Nobody sees it before."),
        lazy_gettext(
            "%(hours)s hours. What you sent along: until %(days)s days after your case is closed.",
            hours=TRAIL_HOURS,
            days=SENT_DAYS,
        ),
        _lines,
        _forget,
        guests=True,
    )
)
