"""What reputation puts into profiles and into the page on which admins look after somebody."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels, trust
from forum.core.access import viewer
from forum.reputation import queries
from forum.topics import queries as topics


def register() -> None:
    """Fill the places."""
    panels.fills("profile")(on_profile)
    panels.fills("person_admin")(for_admins)


def on_profile(person_id: int, active: bool = True, **_values: Any) -> str | None:
    """Topics in which her answers solved questions, as far as the viewer knows of them, and her badges."""
    if not active:
        return None
    visible = topics.visible_to(viewer())
    known = {topic.id: topic for topic in visible}
    honours = queries.honours(person_id, viewer())
    return render_template(
        "reputation/_profile.html",
        expertise=[(known[t], solved) for t, solved in queries.expertise(person_id) if t in known],
        badges=honours.badges,
        invited=honours.invited,
    )


def for_admins(person_id: int, level: int, **_values: Any) -> str:
    """The way to somebody's level."""
    return render_template("reputation/_admin.html", person_id=person_id, level=trust.LEVELS[level])
