"""Who may flag, confirm and settle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from forum.accounts.policy import elsewhere
from forum.core.roles import Viewer, at_least
from search_index.weights import FLAG_FACTORS

REASONS = tuple(FLAG_FACTORS)  # what each costs in trust is written there
UNSAFE = "unsafe"

LAPSE_DAYS = 90  # a flag that nobody confirmed says little about the product of three months later
NOTE_MAX_CHARS = 1000
PASSAGE_MAX_CHARS = 500  # a sentence or two: more is the whole text
MODERATORS_TOLD_MAX = 50  # of one dispute


class Flagged(Protocol):
    """A flag, or what a page knows of one."""

    @property
    def open(self) -> bool: ...

    @property
    def by_id(self) -> int | None: ...

    @property
    def confirmed(self) -> bool: ...

    @property
    def confirmed_by_id(self) -> int | None: ...

    @property
    def disputed(self) -> bool: ...

    @property
    def disputed_at(self) -> datetime | None: ...

    @property
    def disputed_by_id(self) -> int | None: ...


#: "Does this moderator look after this topic?": `topics.queries.moderates`, which says so itself. Flags know no topics.
LooksAfter = Callable[[Viewer, int], bool]
_looks_after: list[LooksAfter] = []


def limit_to_topics(looks_after: LooksAfter) -> None:
    """Say who looks after which topic."""
    _looks_after[:] = [looks_after]


def settles(viewer: Viewer, topic_id: int | None) -> bool:
    """A moderator of the topic in which the flagged text stands."""
    here = topic_id is None or all(look(viewer, topic_id) for look in _looks_after)
    return at_least(viewer, "moderator") and here


def can_flag(viewer: Viewer) -> bool:
    """Only people of the company: readers say "did not help" instead."""
    return at_least(viewer, "agent")


def can_see_flags(viewer: Viewer) -> bool:
    """Who flagged, and the sentence, are for the company's eyes."""
    return at_least(viewer, "agent")


def can_confirm(viewer: Viewer, flag: Flagged, topic_id: int | None) -> bool:
    """A second person of the company; a confirmed flag does not lapse. What is disputed, moderators of the topic decide."""
    if not flag.open or flag.by_id == viewer.id:
        return False
    if flag.disputed:
        return settles(viewer, topic_id) and flag.disputed_by_id != viewer.id
    return at_least(viewer, "agent") and not flag.confirmed


def can_dispute(viewer: Viewer, flag: Flagged) -> bool:
    """A second person of the company, once a flag; then a moderator decides."""
    return (
        at_least(viewer, "agent")
        and flag.open
        and flag.disputed_at is None
        and viewer.id not in (flag.by_id, flag.confirmed_by_id)
    )


def can_withdraw(viewer: Viewer, flag: Flagged) -> bool:
    """Whoever flagged may take it back."""
    return flag.open and flag.by_id == viewer.id


def can_reject(viewer: Viewer, flag: Flagged, topic_id: int | None) -> bool:
    """Moderators of the topic settle flags, with a reason."""
    return settles(viewer, topic_id) and flag.open


def refusal(viewer: Viewer, topic_id: int | None) -> str:
    """The sentence for who may not because others look after the topic; empty where that is not the reason."""
    return "" if settles(viewer, topic_id) else elsewhere(viewer)
