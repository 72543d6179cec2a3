"""Where whoever looks signed in, line by line."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from forum.accounts import browsers
from forum.accounts.models import SignInSession
from forum.accounts.session_rows import ABSOLUTE_DAYS
from forum.core import counted
from forum.core.counted import Counted, Line
from forum.core.roles import Viewer
from forum.core.stretches import Cursor, Stretch


def register() -> None:
    """The list."""
    counted.register(
        Counted(
            "sign-ins",
            lazy_gettext("Where you are signed in"),
            lazy_gettext("So that you stay signed in, and see when somebody else is."),
            lazy_gettext("%(days)s days at most; after signing out they are deleted.", days=ABSOLUTE_DAYS),
            _sign_ins,
            change=lazy_gettext("End them under “My account”."),
        )
    )


def _sign_ins(viewer: Viewer, cursor: Cursor | None) -> Stretch[Line]:
    rows = counted.newest(SignInSession, SignInSession.person_id == viewer.id, cursor)
    return rows.map(
        lambda some: [
            Line(
                row.created_at,
                _named(row.browser) if row.ended_at is None else _("Ended"),
                ends=counted.after(row.created_at, ABSOLUTE_DAYS),
            )
            for row in some
        ]
    )


def _named(user_agent: str) -> str:
    return " · ".join(part for part in browsers.describe(user_agent) if part) or str(_("An unknown browser"))
