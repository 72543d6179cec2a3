"""What profiles put onto somebody's page."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.profiles import queries


def register() -> None:
    """Fill the places."""
    panels.fills("profile_about")(about)
    panels.fills("profile")(posts)


def about(person_id: int, **_values: Any) -> str | None:
    """Her own words."""
    html = queries.about_html(person_id)
    return render_template("profiles/_about.html", html=html) if html else None


def posts(person_id: int, **_values: Any) -> str:
    """What she wrote of late that this viewer meets."""
    answers, questions = queries.written_by(person_id, viewer())
    return render_template("profiles/_posts.html", answers=answers, questions=questions)
