"""What happened below, for features above: "a question was solved" closes its case, without threads knowing cases.

Subscribers run at once, in the same transaction, in the order of registration; an error undoes the whole deed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Subscriber = Callable[..., None]
_subscribers: dict[str, list[Subscriber]] = defaultdict(list)


def on(name: str) -> Callable[[Subscriber], Subscriber]:
    """Subscribe a function to an event; it is called with the event's keyword values."""

    def register(function: Subscriber) -> Subscriber:
        if function not in _subscribers[name]:
            _subscribers[name].append(function)
        return function

    return register


def emit(name: str, **values: Any) -> None:
    """Tell all subscribers."""
    for function in _subscribers[name]:
        function(**values)
