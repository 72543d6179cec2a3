"""Satisfaction (CSAT): one mark from 1 to 5 and one open question, once for each case."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.core import personal_data as register
from forum.notifications import kinds
from forum.support.satisfaction import choices, panel, personal_data, purposes

__all__ = ["choices", "panel", "purposes", "set_up"]


def set_up() -> None:
    """What notices say, what is kept."""
    register.register(personal_data.MARKS)
    kinds.register(
        "how_was_it", lambda v: _("How was our help with “%(title)s”?", title=v["title"]), row="cases"
    )
    kinds.register("bad_mark", lambda v: _("Not satisfied: “%(title)s”.", title=v["title"]), row="desk")
