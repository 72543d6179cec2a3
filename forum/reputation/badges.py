"""Badges: a thank-you for acts that help readers, each at up to three tiers. What an act is, each badge's function says;
the badge is had from the act that completed a tier, and gone when so many acts are not left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from forum.core.text import N_
from forum.reputation import acts, facts
from forum.reputation.acts import Act


class Earned(NamedTuple):
    """A badge somebody has, from the act that completed the tier."""

    person_id: int
    badge: str
    tier: int
    at: datetime
    thing: str


@dataclass(frozen=True, slots=True)
class Badge:
    """`acts(person_ids)`: all acts of these people, in any order; `tiers`: how many acts each tier needs."""

    name: str
    icon: str  # of static/icons.svg
    title: str
    sentence: str
    tiers: tuple[int, ...]
    acts: Callable[[Sequence[int]], Iterable[Act]]


def of(person_ids: Sequence[int]) -> list[Earned]:
    """The badges of these people, from the entries and the posts as they stand; a few queries for all of them."""
    person_ids = facts.members(person_ids)
    if not person_ids:
        return []
    earned: list[Earned] = []
    for badge in BADGES.values():
        by_person: dict[int, list[Act]] = defaultdict(list)
        for act in badge.acts(person_ids):
            by_person[act.person_id].append(act)
        for person_id, mine in by_person.items():
            mine.sort(key=lambda act: (act.at, act.thing))
            earned += [
                Earned(person_id, badge.name, tier, mine[least - 1].at, mine[least - 1].thing)
                for tier, least in enumerate(badge.tiers, start=1)
                if len(mine) >= least
            ]
    return earned


BADGES: dict[str, Badge] = {
    each.name: each
    for each in (
        Badge(
            "solver",
            "solved",
            N_("Solver"),
            N_("Solved questions of different people."),
            (1, 10, 50),
            acts.people_solved,
        ),
        Badge(
            "helped-many",
            "helped",
            N_("Widely read"),
            N_("Wrote answers that each helped 25 readers."),
            (1, 5, 25),
            acts.helped_many,
        ),
        Badge(
            "article",
            "article",
            N_("Source"),
            N_("Wrote answers that became articles of the FAQ."),
            (1, 5, 20),
            acts.entries("article"),
        ),
        Badge(
            "patience",
            "clock",
            N_("Never too late"),
            N_("Solved questions that had waited for more than a week."),
            (1, 5, 20),
            acts.after_a_week,
        ),
        Badge(
            "welcome",
            "people",
            N_("Good host"),
            N_("Solved somebody's very first question here."),
            (1, 10, 50),
            acts.welcomed,
        ),
        Badge(
            "keeper",
            "edit",
            N_("Keeper"),
            N_("Kept answers of others up to date."),
            (1, 10, 50),
            acts.kept_true,
        ),
        Badge(
            "topic",
            "pin",
            N_("At home"),
            N_("Solved five questions of one topic; a higher tier stands for more topics."),
            (1, 3, 6),
            acts.topics,
        ),
        Badge(
            "watchful",
            "flag",
            N_("Watchful"),
            N_("Reported what had to go, and was right."),
            (1, 10, 50),
            acts.entries("report"),
        ),
        Badge(
            "told",
            "check",
            N_("Full circle"),
            N_("Said which answer solved the own question, so that others find it."),
            (1, 10, 50),
            acts.told_what_helped,
        ),
        Badge(
            "invited",
            "mail",
            N_("There when asked"),
            N_("Was invited to answer, and solved it."),
            (1, 10, 50),
            acts.entries("invited"),
        ),
    )
}
