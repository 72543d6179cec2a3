"""Where the trail stands: in the ask form, on the page of one's data, on the question."""

from __future__ import annotations

from typing import Any

from flask import render_template
from flask_login import current_user

from forum.core import panels
from forum.core.access import viewer
from forum.support import queries
from forum.support.models import TrailLine
from forum.support.trail import guests


def agreed() -> bool:
    """Did whoever makes this request agree? A person says so in her account, a guest by her browser's key."""
    if current_user.is_authenticated:
        return current_user.trail_consent_at is not None
    return bool(guests.here())


def unsent() -> list[TrailLine]:
    """What is kept of whoever makes this request; no query for those who never agreed."""
    return queries.unsent_trail(viewer(), guests.here()) if agreed() or guests.here() else []


@panels.fills("ask")
def beside_the_ask_form(**_values: Any) -> str:
    """Her lines, each to be struck; one sentence for whoever did not agree to keep any."""
    return render_template("support/trail/_lines.html", lines=unsent(), agreed=agreed(), key=guests.value())


@panels.fills("search_aside")
def beside_results() -> str:
    """Where it can be agreed to, or changed: the same for every guest, whose pages are kept."""
    on = current_user.is_authenticated and agreed()
    return render_template("support/trail/_offer.html", on=on)
