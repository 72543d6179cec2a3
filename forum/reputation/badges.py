"""Badges: a thank-you for acts that help readers, each at up to three tiers. What an act is, each badge's function says;
the badge is had from the act that completed a tier, and gone when so many acts are not left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import db
from forum.core.text import N_
from forum.reputation import facts, policy
from forum.reputation.models import ReputationEntry
from forum.threads.models import Answer, PostEdit, Question

Entry = ReputationEntry


class Act(NamedTuple):
    """Something somebody did that counts for a badge. `thing`: on what, "answer:5"."""

    person_id: int
    at: datetime
    thing: str


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
        acts: dict[int, list[Act]] = defaultdict(list)
        for act in badge.acts(person_ids):
            acts[act.person_id].append(act)
        for person_id, mine in acts.items():
            mine.sort(key=lambda act: (act.at, act.thing))
            earned += [
                Earned(person_id, badge.name, tier, mine[least - 1].at, mine[least - 1].thing)
                for tier, least in enumerate(badge.tiers, start=1)
                if len(mine) >= least
            ]
    return earned


def _entries(kind: str) -> Callable[[Sequence[int]], Iterable[Act]]:
    """Every entry of a kind is an act."""

    def acts(person_ids: Sequence[int]) -> Iterable[Act]:
        chosen = sa.select(Entry.person_id, Entry.at, Entry.thing)
        rows = db.session.execute(chosen.where(Entry.person_id.in_(person_ids), Entry.kind == kind))
        return [Act(*row) for row in rows]

    return acts


def _people_solved(person_ids: Sequence[int]) -> Iterable[Act]:
    """The first solution for each person whose question she solved: the same friend twice is one."""
    rows = db.session.execute(
        sa.select(Entry.person_id, Entry.by_id, Entry.at, Entry.thing)
        .where(Entry.person_id.in_(person_ids), Entry.kind == "solution")
        .order_by(Entry.at, Entry.fact)
    )
    first: dict[tuple[int, int | None], Act] = {}
    for person, asker, at, thing in rows:
        first.setdefault((person, asker), Act(person, at, thing))
    return first.values()


def _helped_many(person_ids: Sequence[int]) -> Iterable[Act]:
    """Answers that so many readers said helped, since the last of them said so."""
    rows = db.session.execute(
        sa.select(Entry.person_id, Entry.thing, Entry.at)
        .where(Entry.person_id.in_(person_ids), Entry.kind == "helpful")
        .order_by(Entry.at, Entry.fact)
    )
    readers: dict[tuple[int, str], int] = defaultdict(int)
    for person, thing, at in rows:
        readers[person, thing] += 1
        if readers[person, thing] == policy.READERS_OF_A_GOOD_ANSWER:
            yield Act(person, at, thing)


def _after_a_week(person_ids: Sequence[int]) -> Iterable[Act]:
    """Solutions written when the question had waited long, and been answered in vain or not at all."""
    return [
        Act(author, at, f"answer:{answer}")
        for author, answer, at, asked, written in _solved(person_ids)
        if written - asked >= timedelta(days=policy.WAITED_DAYS)
    ]


def _solved(person_ids: Sequence[int]) -> Iterable[tuple[int, int, datetime, datetime, datetime]]:
    """(author, answer, accepted, question asked, answer written) of all counted solutions."""
    rows = db.session.execute(
        sa.select(Answer.author_id, Answer.id, Entry.at, Question.created_at, Answer.created_at)
        .join(Question, Question.id == Answer.question_id)
        .join(
            Entry,
            sa.and_(
                Entry.person_id == Answer.author_id,
                Entry.kind == "solution",
                Entry.fact == sa.literal("question:") + sa.cast(Question.id, sa.Text),
            ),
        )
        .where(Answer.author_id.in_(person_ids), facts.public_solution())
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def _welcomed(person_ids: Sequence[int]) -> Iterable[Act]:
    """Solutions of the first question that somebody ever asked here."""
    earlier = aliased(Question)
    first = ~sa.exists().where(earlier.author_id == Question.author_id, earlier.id < Question.id)
    rows = db.session.execute(
        sa.select(Answer.author_id, Entry.at, Entry.thing)
        .join(Question, Question.id == Answer.question_id)
        .join(
            Entry,
            sa.and_(
                Entry.person_id == Answer.author_id,
                Entry.kind == "solution",
                Entry.thing == sa.literal("answer:") + sa.cast(Answer.id, sa.Text),
            ),
        )
        .where(Answer.author_id.in_(person_ids), facts.public_solution(), first)
    )
    return [Act(*row) for row in rows]


def _topics(person_ids: Sequence[int]) -> Iterable[Act]:
    """Topics in which she solved several questions, since the solution that made it so."""
    rows = db.session.execute(
        sa.select(Entry.person_id, Entry.topic_id, Entry.at, Entry.thing)
        .where(Entry.person_id.in_(person_ids), Entry.kind == "solution")
        .order_by(Entry.at, Entry.fact)
    )
    solved: dict[tuple[int, int | None], int] = defaultdict(int)
    for person, topic, at, thing in rows:
        solved[person, topic] += 1
        if solved[person, topic] == policy.TOPIC_SOLUTIONS:
            yield Act(person, at, thing)


def _kept_true(person_ids: Sequence[int]) -> Iterable[Act]:
    """Answers of others that she kept up to date: each once, since her first edit (others' answers are edited as wikis only)."""
    rows = db.session.execute(
        sa.select(PostEdit.by_id, sa.func.min(PostEdit.at), Answer.id)
        .join(Answer, Answer.id == PostEdit.post_id)
        .join(Question, Question.id == Answer.question_id)
        .where(
            PostEdit.post_kind == "answer",
            PostEdit.by_id.in_(person_ids),
            PostEdit.by_id != Answer.author_id,
            *facts.there(),
        )
        .group_by(PostEdit.by_id, Answer.id)
    )
    return [Act(person, at, f"answer:{answer}") for person, at, answer in rows]


def _told_what_helped(person_ids: Sequence[int]) -> Iterable[Act]:
    """Own questions of which she said which answer of somebody else solved them: readers find it at once."""
    rows = db.session.execute(
        sa.select(Question.author_id, sa.func.coalesce(Question.solved_at, Answer.created_at), Question.id)
        .join(Answer, Answer.id == Question.solution_id)
        .where(
            Question.author_id.in_(person_ids),
            Question.solved_by_id == Question.author_id,
            facts.public_solution(),
        )
    )
    return [Act(author, at, f"question:{question}") for author, at, question in rows]


BADGES: dict[str, Badge] = {
    each.name: each
    for each in (
        Badge(
            "solver",
            "solved",
            N_("Solver"),
            N_("Solved questions of different people."),
            (1, 10, 50),
            _people_solved,
        ),
        Badge(
            "helped-many",
            "helped",
            N_("Widely read"),
            N_("Wrote answers that each helped 25 readers."),
            (1, 5, 25),
            _helped_many,
        ),
        Badge(
            "article",
            "article",
            N_("Source"),
            N_("Wrote answers that became articles of the FAQ."),
            (1, 5, 20),
            _entries("article"),
        ),
        Badge(
            "patience",
            "clock",
            N_("Never too late"),
            N_("Solved questions that had waited for more than a week."),
            (1, 5, 20),
            _after_a_week,
        ),
        Badge(
            "welcome",
            "people",
            N_("Good host"),
            N_("Solved somebody's very first question here."),
            (1, 10, 50),
            _welcomed,
        ),
        Badge(
            "keeper",
            "edit",
            N_("Keeper"),
            N_("Kept answers of others up to date."),
            (1, 10, 50),
            _kept_true,
        ),
        Badge(
            "topic",
            "pin",
            N_("At home"),
            N_("Solved five questions of one topic; a higher tier stands for more topics."),
            (1, 3, 6),
            _topics,
        ),
        Badge(
            "watchful",
            "flag",
            N_("Watchful"),
            N_("Reported what had to go, and was right."),
            (1, 10, 50),
            _entries("report"),
        ),
        Badge(
            "told",
            "check",
            N_("Full circle"),
            N_("Said which answer solved the own question, so that others find it."),
            (1, 10, 50),
            _told_what_helped,
        ),
        Badge(
            "invited",
            "mail",
            N_("There when asked"),
            N_("Was invited to answer, and solved it."),
            (1, 10, 50),
            _entries("invited"),
        ),
    )
}
