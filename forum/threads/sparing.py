"""Whether an asker is shown suggestions. A feature above may spare a random share, to measure what they are worth."""

from __future__ import annotations

from collections.abc import Callable

Rule = Callable[[], bool]
_rules: list[Rule] = []


def register(rule: Rule) -> None:
    """`rule()` says whether this request's visitor is shown nothing; the same answer each time, for a visitor."""
    if rule not in _rules:
        _rules.append(rule)


def spared() -> bool:
    """Is this request's visitor shown nothing?"""
    return any(rule() for rule in _rules)
