"""How states of incidents read."""

from __future__ import annotations

from flask_babel import lazy_gettext

#: {state: (badge, words)}
STATES = {
    "investigating": ("overdue", lazy_gettext("Investigating")),
    "identified": ("under_review", lazy_gettext("Identified")),
    "monitoring": ("open", lazy_gettext("Monitoring")),
    "fixed": ("solved", lazy_gettext("Fixed")),
}
