"""Checking what came in about a profile."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from forum.core import forms
from forum.profiles import policy


@dataclass
class Profile:
    """What was sent."""

    about: str
    title: str
    errors: dict[str, str] = field(default_factory=dict)


def profile() -> Profile:
    """about (Markdown), title (of people of the company)."""
    sent = Profile(forms.text("about").strip(), forms.line("title"))
    if len(sent.about) > policy.ABOUT_MAX_CHARS:
        sent.errors["about"] = _(
            "This is too long: at most %(most)s characters.", most=policy.ABOUT_MAX_CHARS
        )
    if len(sent.title) > policy.TITLE_MAX_CHARS:
        sent.errors["title"] = _(
            "This is too long: at most %(most)s characters.", most=policy.TITLE_MAX_CHARS
        )
    return sent
