"""Looking for people: search finds solved questions like the new one, their solvers are weighed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import clock, markdown
from forum.core.db import db
from forum.routing import policy, weighing
from forum.routing.models import Invitation
from forum.routing.weighing import Fitting, Hit
from forum.search import documents
from forum.search.engine import engine
from forum.threads.models import Answer, Question
from forum.threads.policy import public
from search_index import SearchRequest, SearchResult

LOOKED_AT = 60  # questions found: solved ones of customers are a part of them
ACTIVE_DAYS = 365  # older solutions say little of what somebody does now
FITTING_MAX = 20  # kept of each question: some have enough invitations this week, some had none for months


def fitting(question: Question) -> list[Fitting]:
    """Who solved questions like this one, best first: customers who write its language, not its asker.
    Five queries and a search.

    Raises `SearchUnavailable`.
    """
    found = _similar(question)
    solved = _solved([documents.split(each.id)[1] for each in found], question)
    numbers = ((documents.split(each.id)[1], each.score) for each in found)
    hits = [
        Hit(number, solved[number][0], score, solved[number][1])
        for number, score in numbers
        if number in solved
    ]
    people = _who_write({hit.solver for hit in hits}, question.lang)
    hits = [hit for hit in hits if hit.solver in people]
    fits = weighing.weigh(hits, _activity(people, question.topic_id), 2 * FITTING_MAX)
    declined = _declined(people, question.topic_id)
    kept = [
        Fitting(
            each.person, each.score * policy.DECLINED_WEIGHT ** declined.get(each.person, 0), each.similar
        )
        for each in fits
        if declined.get(each.person, 0) < policy.DECLINED_MAX
    ]
    return sorted(kept, key=lambda each: (-each.score, each.person))[:FITTING_MAX]


def _similar(question: Question) -> Sequence[SearchResult]:
    langs = tuple(dict.fromkeys((question.lang, *LANGUAGES)))
    request = SearchRequest(
        words=question.title,
        body=markdown.plain(question.body_html),
        langs=langs,
        kinds=("question",),
        limit=LOOKED_AT,
        without=(documents.slot_of(question.document),),
        exact=True,
        suggesting=True,  # only what is near: a far one says nothing of who knows
    )
    return engine().search(request).results


def _solved(numbers: Sequence[int], question: Question) -> dict[int, tuple[int, float]]:
    """{question: (who wrote its solution, days since)}, of those that everybody sees and another solved than asked."""
    now = clock.now()
    rows = db.session.execute(
        sa.select(Question.id, Answer.author_id, Question.solved_at)
        .join(Answer, Answer.id == Question.solution_id)
        .join(Person, Person.id == Answer.author_id)
        .where(
            Question.id.in_(list(numbers)),
            public(Question),
            public(Answer),
            Answer.author_id.not_in([Question.author_id, question.author_id]),
            Answer.staff.is_(False),
            Person.role == "customer",
            Person.erased_at.is_(None),
        )
        .order_by(Question.id)
    )
    return {row.id: (row.author_id, _days(now, row.solved_at)) for row in rows}


def _who_write(people: Collection[int], lang: str) -> list[int]:
    """Those who use the site in this language, or have asked or answered in it: search finds across languages."""
    asked = sa.select(Question.author_id).where(Question.author_id.in_(people), Question.lang == lang)
    answered = (
        sa.select(Answer.author_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id.in_(people), Question.lang == lang)
    )
    use = sa.select(Person.id).where(Person.id.in_(people), Person.language == lang)
    return sorted(db.session.scalars(sa.union(asked, answered, use)))


def _activity(people: Sequence[int], topic_id: int) -> dict[int, float]:
    now = clock.now()
    rows = db.session.execute(
        sa.select(Answer.author_id, Question.topic_id, Question.solved_at)
        .join(Question, Question.solution_id == Answer.id)
        .where(
            Answer.author_id.in_(list(people)),
            Answer.author_id != Question.author_id,
            Question.solved_at > now - timedelta(days=ACTIVE_DAYS),
            public(Question),
            public(Answer),
        )
        .order_by(Question.id)
    )
    return weighing.active((row[0], row[1] == topic_id, _days(now, row[2])) for row in rows)


def _days(now: datetime, last: datetime | None) -> float:
    return (now - last) / timedelta(days=1) if last is not None else 0.0


def _declined(people: Sequence[int], topic_id: int) -> dict[int, int]:
    """{person: how often she said of late that this topic is not her field}."""
    since = clock.now() - timedelta(days=policy.DECLINED_DAYS)
    rows = db.session.execute(
        sa.select(Invitation.person_id, sa.func.count().label("times"))
        .where(
            Invitation.person_id.in_(list(people)),
            Invitation.topic_id == topic_id,
            Invitation.declined_because == "field",
            Invitation.declined_at >= since,
        )
        .group_by(Invitation.person_id)
        .order_by(Invitation.person_id)
    )
    return {row.person_id: row.times for row in rows}
