"""What admins choose about the private compartment."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("private", lazy_gettext("Private messages"))
IN_MAIL = choices.switch(
    "private.in_mail",
    True,
    lazy_gettext("Put our private messages into the mail"),
    lazy_gettext("Off: the mail only says that there is one, and leads to it."),
)
