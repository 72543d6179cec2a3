"""The cookies of features that stand below; the others register theirs themselves."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.accounts.federated.views.coming import COOKIE as ON_THE_WAY
from forum.accounts.session_rows import ABSOLUTE_DAYS
from forum.accounts.sessions import COOKIE as SESSION
from forum.core import cookies
from forum.core.cookies import Cookie


def register() -> None:
    """Those of accounts."""
    cookies.register(
        Cookie(
            SESSION,
            _("Keeps you signed in, and keeps what we tell you after a form until the next page."),
            _("When you sign in or send a form"),
            _("%(days)s days when you sign in, else until you close the browser", days=ABSOLUTE_DAYS),
        ),
        Cookie(
            ON_THE_WAY,
            _("Proves that it is you who comes back from the place where you sign in."),
            _("When you sign in with another service"),
            _("A few minutes"),
        ),
    )
