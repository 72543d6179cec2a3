"""What admins choose for satisfaction."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("satisfaction", lazy_gettext("Satisfaction"))
ASK = choices.switch(
    "satisfaction.ask", True, lazy_gettext("Ask customers once, after a case, how our help was")
)
AFTER_HOURS = choices.number(
    "satisfaction.after_hours", 24, 0, 720, lazy_gettext("Hours after the case ended until they are asked")
)
FOLLOW_UP = choices.switch(
    "satisfaction.follow_up", False, lazy_gettext("A mark of 1 or 2 opens a case that follows the old one")
)
