"""Acts that badges are given for: who did what helps readers, when, and on what. Each function reads them for some people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import db
from forum.reputation import facts, policy
from forum.reputation.models import ReputationEntry as Entry
from forum.threads.models import Answer, PostEdit, Question


class Act(NamedTuple):
    """Something somebody did that counts for a badge. `thing`: on what, "answer:5"."""

    person_id: int
    at: datetime
    thing: str


def entries(kind: str) -> Callable[[Sequence[int]], Iterable[Act]]:
    """Every entry of a kind is an act."""

    def acts(person_ids: Sequence[int]) -> Iterable[Act]:
        chosen = sa.select(Entry.person_id, Entry.at, Entry.thing)
        rows = db.session.execute(chosen.where(Entry.person_id.in_(person_ids), Entry.kind == kind))
        return [Act(*row) for row in rows]

    return acts


def people_solved(person_ids: Sequence[int]) -> Iterable[Act]:
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


def helped_many(person_ids: Sequence[int]) -> Iterable[Act]:
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


def after_a_week(person_ids: Sequence[int]) -> Iterable[Act]:
    """Solutions written when the question had waited long, and been answered in vain or not at all."""
    return [
        Act(author, at, f"answer:{answer}")
        for author, answer, at, asked, written in solved(person_ids)
        if written - asked >= timedelta(days=policy.WAITED_DAYS)
    ]


def solved(person_ids: Sequence[int]) -> Iterable[tuple[int, int, datetime, datetime, datetime]]:
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


def welcomed(person_ids: Sequence[int]) -> Iterable[Act]:
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


def topics(person_ids: Sequence[int]) -> Iterable[Act]:
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


def kept_true(person_ids: Sequence[int]) -> Iterable[Act]:
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


def told_what_helped(person_ids: Sequence[int]) -> Iterable[Act]:
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
