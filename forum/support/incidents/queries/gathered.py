"""The questions of an incident with their cases, those that may belong to it, and its figures. For staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer
from forum.support.incidents import policy
from forum.support.incidents.models import (
    IncidentPerson,
    IncidentQuestion,
)
from forum.support.incidents.queries.people import people
from forum.support.models import Case
from forum.threads.models import Question, question_path

GATHERED_SHOWN = 200


class Gathered(NamedTuple):
    """A question of an incident, with its newest case."""

    id: int
    title: str
    slug: str
    lang: str
    author: str
    affected: int
    public: bool
    solved: bool
    case_id: int | None
    state: str | None
    closed_at: datetime | None

    @property
    def path(self) -> str:
        """The address of the question."""
        return question_path(self.id, self.slug)


class Numbers(NamedTuple):
    """Figures for staff."""

    questions: int
    people: int
    waiting: int
    told: int
    helped: int
    stuck: int


def gathered(number: int, viewer: Viewer) -> list[Gathered]:
    """Its questions with their newest cases, for staff."""
    if not policy.can_work(viewer):
        raise NotFound()
    newest = (
        sa.select(sa.func.max(Case.id))
        .where(Case.question_id == Question.id)
        .correlate(Question)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Question.id,
            Question.title,
            Question.slug,
            Question.lang,
            Person.name,
            Question.affected_count,
            sa.and_(Question.hidden_at.is_(None), Question.deleted_at.is_(None)),
            Question.solution_id.is_not(None),
            Case.id.label("case_id"),
            Case.state,
            Case.closed_at,
        )
        .join(IncidentQuestion, IncidentQuestion.question_id == Question.id)
        .join(Person, Person.id == Question.author_id)
        .outerjoin(Case, Case.id == newest)
        .where(IncidentQuestion.incident_id == number)
        .order_by(IncidentQuestion.added_at.desc(), Question.id.desc())
        .limit(GATHERED_SHOWN)
    )
    return [Gathered._make(row) for row in rows]


def questions_of(number: int, person_id: int) -> list[Question]:
    """The person's own questions that it gathered."""
    return list(
        db.session.scalars(
            sa.select(Question)
            .join(IncidentQuestion, IncidentQuestion.question_id == Question.id)
            .where(IncidentQuestion.incident_id == number, Question.author_id == person_id)
            .order_by(Question.id)
        )
    )


def numbers(number: int, rows: Sequence[Gathered]) -> Numbers:
    """Figures of one incident, for staff; `rows`: what it gathered."""
    told, helped, stuck = db.session.execute(
        sa.select(
            sa.func.count(sa.case((IncidentPerson.told_fix > 0, 1))),
            sa.func.count(sa.case((IncidentPerson.helped.is_(True), 1))),
            sa.func.count(sa.case((IncidentPerson.helped.is_(False), 1))),
        ).where(IncidentPerson.incident_id == number)
    ).one()
    waiting = sum(row.case_id is not None and row.closed_at is None for row in rows)
    return Numbers(len(rows), people(number), waiting, told, helped, stuck)


def waiting_questions(topic_ids: Sequence[int], limit: int) -> list[int]:
    """Questions with an open case that no incident gathered, of these topics (none: of all), newest first."""
    wanted = (
        sa.select(Question.id)
        .join(Case, sa.and_(Case.question_id == Question.id, Case.closed_at.is_(None)))
        .outerjoin(IncidentQuestion, IncidentQuestion.question_id == Question.id)
        .where(
            IncidentQuestion.question_id.is_(None),
            Question.hidden_at.is_(None),
            Question.deleted_at.is_(None),
        )
        .order_by(Case.id.desc())
        .limit(limit)
    )
    if topic_ids:
        wanted = wanted.where(Question.topic_id.in_(list(topic_ids)))
    return list(db.session.scalars(wanted))


def questions_of_cases(case_ids: Sequence[int]) -> list[int]:
    """The questions of these cases."""
    return list(db.session.scalars(sa.select(Case.question_id).where(Case.id.in_(list(case_ids)))))


def rows_of(question_ids: Sequence[int]) -> list[Gathered]:
    """Those of these questions that are public, not solved and of no incident, in the given order: to choose from."""
    rows = {
        r.id: Gathered(r.id, r.title, r.slug, r.lang, r.name, r.affected_count, True, False, None, None, None)
        for r in db.session.execute(
            sa.select(
                Question.id,
                Question.title,
                Question.slug,
                Question.lang,
                Person.name,
                Question.affected_count,
            )
            .join(Person, Person.id == Question.author_id)
            .outerjoin(IncidentQuestion, IncidentQuestion.question_id == Question.id)
            .where(
                IncidentQuestion.question_id.is_(None),
                Question.solution_id.is_(None),
                Question.id.in_(list(question_ids)),
                Question.hidden_at.is_(None),
                Question.deleted_at.is_(None),
            )
        )
    }
    return [rows[number] for number in question_ids if number in rows]
