"""Answers of the provider, for a minute, in this process only: nothing of them is ever written down.

By customer: an answer is looked up by the customer it was asked for and by nothing else. Erasing a customer drops hers
here; other processes refuse to show one of an erased account, and forget it within the minute.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

from forum.support.context.shape import Section

KEPT_SECONDS = 60
FAILED_SECONDS = 10  # a provider that hangs is not asked again for every agent who looks
KEPT_MAX = 500

Answer = tuple[Section, ...] | None  # None: it was not available

_answers: OrderedDict[tuple[str, int, str], tuple[float, Answer]] = OrderedDict()
_lock = threading.Lock()
_sweeper: threading.Timer | None = None


class Missing(Exception):
    """Nothing is kept."""


def get(site: str, customer_id: int, lang: str) -> Answer:
    """What is kept for this customer of this site. Raises `Missing`."""
    with _lock:
        ends, answer = _answers.get((site, customer_id, lang), (0.0, None))
    if time.monotonic() >= ends:
        raise Missing()
    return answer


def put(site: str, customer_id: int, lang: str, answer: Answer) -> None:
    """Keep an answer, or that there was none."""
    ends = time.monotonic() + (FAILED_SECONDS if answer is None else KEPT_SECONDS)
    with _lock:
        _answers[site, customer_id, lang] = (ends, answer)
        _answers.move_to_end((site, customer_id, lang))
        while len(_answers) > KEPT_MAX:
            _answers.popitem(last=False)
        _sweep_later()


def forget(customer_id: int) -> None:
    """Drop all that is kept of a customer."""
    with _lock:
        for key in [key for key in _answers if key[1] == customer_id]:
            del _answers[key]


def clear() -> None:
    """Drop everything (tests)."""
    with _lock:
        _answers.clear()


def _sweep_later() -> None:
    """Old answers go even when nobody asks any more. Called with the lock held."""
    global _sweeper
    if _sweeper is None and _answers:
        _sweeper = threading.Timer(KEPT_SECONDS, _sweep)
        _sweeper.daemon = True
        _sweeper.start()


def _sweep() -> None:
    global _sweeper
    with _lock:
        _sweeper = None
        now = time.monotonic()
        for key in [key for key, (ends, _answer) in _answers.items() if ends <= now]:
            del _answers[key]
        _sweep_later()
