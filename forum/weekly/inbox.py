"""How the page of the week reads in the inbox of those who asked for it."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.notifications import kinds
from forum.weekly.actions import KIND


def register() -> None:
    """Say the sentence."""
    kinds.register(
        KIND,
        lambda v: _("Week %(week)s of %(year)s: what was solved", week=v["week"], year=v["year"]),
        row=KIND,
    )
