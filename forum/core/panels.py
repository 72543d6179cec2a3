"""Places on a page that features above may fill: the question page does not know cases, yet shows one.

A page calls `{{ panels("question", question_id=...) }}`; features register a function for the place, which
returns HTML or nothing. For a guest's page it must return the same to every guest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Flask
from markupsafe import Markup

Panel = Callable[..., str | None]
_panels: dict[str, list[Panel]] = defaultdict(list)


def fills(place: str) -> Callable[[Panel], Panel]:
    """Register a function that fills `place`; it gets the keyword values of the call."""

    def register(function: Panel) -> Panel:
        if function not in _panels[place]:
            _panels[place].append(function)
        return function

    return register


def show(place: str, **values: Any) -> Markup:
    """All that fills `place`, in the order of registration."""
    parts = (panel(**values) for panel in _panels[place])
    return Markup("\n").join(Markup(part) for part in parts if part)  # noqa: S704 - rendered templates


def set_up(app: Flask) -> None:
    """Give templates `panels`."""
    app.jinja_env.globals["panels"] = show
