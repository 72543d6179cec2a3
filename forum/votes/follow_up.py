"""What a reader who was not helped can do next with the words she wrote already. Features above register it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from werkzeug.wrappers import Response

from forum.core.targets import Shown


class Unhelped(NamedTuple):
    """The text that did not help, and what its reader says. `words`: of her search, where she allows it."""

    shown: Shown
    note: str
    words: str
    email: str
    search_id: str | None


class Step(NamedTuple):
    """`label()`: the words on its button, in the reader's language. `take` answers the request; it may raise
    `Invalid` with errors for "note" and "email". It may commit: take it before other writes."""

    label: Callable[[], str]
    icon: str
    take: Callable[[Unhelped], Response]


_steps: dict[str, Step] = {}


def register(name: str, step: Step) -> None:
    """Offer a step, in the order of registration."""
    _steps[name] = step


def steps() -> dict[str, Step]:
    """All steps by name."""
    return _steps
