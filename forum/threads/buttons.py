"""Buttons of the mail that tells somebody of an answer: support, above, says which (it closes the loop).

They stand in the mail alone, never in the inbox: their addresses are secrets that act for the asker.
"""

from __future__ import annotations

from collections.abc import Callable

from forum.threads.models import Answer, Question

#: `make(question, answer)`: {"solved_url": ..., "stuck_url": ...} for whoever asked, or nothing.
Make = Callable[[Question, Answer], dict[str, str]]

_makers: list[Make] = []


def register(make: Make) -> None:
    """Say how the buttons are made."""
    _makers[:] = [make]


def of(question: Question, answer: Answer) -> dict[str, str]:
    """The buttons of one mail."""
    return _makers[0](question, answer) if _makers else {}
