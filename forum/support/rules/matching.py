"""Does a rule mean a case? Plain values, no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Facts:
    """What rules may ask of a case. `text`: title and body of the question; `customer`: her name and address;
    `fields`: what she said in the fields that the topic asks for."""

    case_id: int
    title: str
    text: str
    topic_id: int
    lang: str
    state: str
    priority: int
    tags: frozenset[str]
    customer: str
    due_at: datetime | None
    wrote_at: datetime | None
    answered: bool
    fields: str = ""


def means(conditions: Mapping[str, Any], facts: Facts) -> bool:
    """Do all conditions hold? `words`, `field` and `customer`: any of them, apart by commas, in letters small or not."""
    checks: dict[str, Callable[[Any], bool]] = {
        "topic": lambda v: facts.topic_id == v,
        "lang": lambda v: facts.lang == v,
        "words": lambda v: _any(v, facts.text),
        "tag": lambda v: v.casefold() in facts.tags,
        "priority": lambda v: facts.priority >= v,
        "customer": lambda v: _any(v, facts.customer),
        "field": lambda v: _any(v, facts.fields),
    }
    return all(checks[name](value) for name, value in conditions.items() if name in checks)


def occurs(when: str, hours: int, facts: Facts, now: datetime) -> bool:
    """Is it, or was it, the moment of the rule for this case? What trying out asks of old cases."""
    if when == "opened":
        return True
    if when == "wrote":
        return facts.wrote_at is not None
    unanswered = facts.state in ("new", "open")
    return unanswered and facts.due_at is not None and facts.due_at <= now + timedelta(hours=hours)


def _any(words: str, text: str) -> bool:
    text = text.casefold()
    return any(word.strip().casefold() in text for word in words.split(",") if word.strip())
