"""Every cookie that this site may set: its name, why, for how long, and when. A page tells of them; a test holds every
answer against the list.

Whoever only reads gets none of them, which is why nobody is asked about cookies here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

Words = Any  # lazy_gettext


@dataclass(frozen=True, slots=True)
class Cookie:
    """`when`: what somebody does, after which it is set; `how_long`: until when the browser keeps it."""

    name: str
    why: Words
    when: Words
    how_long: Words


_register: dict[str, Cookie] = {}

CLOSED = lazy_gettext("Until you close the browser")
YEAR = lazy_gettext("One year")


def register(*cookies: Cookie) -> None:
    """Add some."""
    for each in cookies:
        _register[each.name] = each


def everything() -> list[Cookie]:
    """All of them, by name."""
    return [_register[name] for name in sorted(_register)]


def names() -> set[str]:
    """Their names."""
    return set(_register)


register(
    Cookie(
        "askwell_language",
        lazy_gettext("Remembers the language you chose."),
        lazy_gettext("When you choose a language"),
        YEAR,
    ),
    Cookie(
        "askwell_theme",
        lazy_gettext("Remembers light or dark colours."),
        lazy_gettext("When you choose colours"),
        YEAR,
    ),
)
