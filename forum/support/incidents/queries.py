"""Reads of incidents. What guests' pages show of them is kept in the process while content stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, freshness
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support.incidents import matching, policy
from forum.support.incidents.models import (
    Incident,
    IncidentPerson,
    IncidentQuestion,
    IncidentUpdate,
    incident_path,
)
from forum.support.models import Case
from forum.threads.models import Affected, Question, question_path
from forum.topics.models import pick

SHOWN_AFTER_DAYS = 14  # a gathered question says so long that it is fixed
GATHERED_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Known:
    """An incident as pages of others show it."""

    id: int
    state: str
    title: dict[str, str]
    topic_ids: tuple[int, ...]
    everywhere: bool
    changed_at: datetime
    terms: frozenset[str]  # of the announcement
    asked: frozenset[str]  # of the questions' titles
    question_ids: frozenset[int]

    @property
    def open(self) -> bool:
        """Does it still go on?"""
        return self.state != "fixed"

    @property
    def path(self) -> str:
        """Its address."""
        return incident_path(self.id, pick(self.title, "en"))

    def title_in(self, lang: str) -> str:
        """The title for a reader of `lang`."""
        return pick(self.title, lang)


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


class Update(NamedTuple):
    """What was said at one moment."""

    at: datetime
    state: str
    body: dict[str, str]

    def body_in(self, lang: str) -> str:
        """The words for a reader of `lang`."""
        return pick(self.body, lang)


class Numbers(NamedTuple):
    """Figures for staff."""

    questions: int
    people: int
    waiting: int
    told: int
    helped: int
    stuck: int


def known() -> list[Known]:
    """Those that go on, newest first, and those fixed lately. No query while no content changes."""
    return list(freshness.kept("incidents", _read))


def _read() -> list[Known]:
    since = clock.now() - timedelta(days=SHOWN_AFTER_DAYS)
    public = sa.and_(
        Question.id == IncidentQuestion.question_id,
        Question.hidden_at.is_(None),
        Question.deleted_at.is_(None),
    )
    rows = db.session.execute(
        sa.select(Incident, Question.id, Question.title, Question.lang)
        .outerjoin(IncidentQuestion, IncidentQuestion.incident_id == Incident.id)
        .outerjoin(Question, public)
        .where(Incident.withdrawn_at.is_(None), sa.or_(Incident.state != "fixed", Incident.fixed_at > since))
        .order_by(Incident.id.desc())
    ).all()
    incidents = {row.Incident.id: row.Incident for row in rows}
    gathered: dict[int, list[tuple[int, str, str]]] = {number: [] for number in incidents}
    for row in rows:
        if row.id is not None:
            gathered[row.Incident.id].append((row.id, row.title, row.lang))
    return [_known(each, gathered[number]) for number, each in incidents.items()]


def _known(incident: Incident, questions: Sequence[tuple[int, str, str]]) -> Known:
    texts = [(text, lang) for lang, text in incident.title.items()]
    texts += [(incident.words, lang) for lang in incident.title]
    return Known(
        incident.id,
        incident.state,
        dict(incident.title),
        tuple(incident.topic_ids),
        incident.everywhere,
        incident.changed_at,
        matching.terms_of(texts),
        matching.terms_of((title, lang) for _id, title, lang in questions),
        frozenset(number for number, _title, _lang in questions),
    )


def going_on() -> list[Known]:
    """Those that still go on, newest first."""
    return [each for each in known() if each.open]


def fitting(title: str, body: str, lang: str, topic_id: int | None) -> list[Known]:
    """Those that somebody who writes this probably means, best first. For everybody the same."""
    scored = [
        (matching.score(title, body, lang, each.terms, each.asked, topic_id, each.topic_ids), each)
        for each in going_on()
    ]
    return [each for score, each in sorted(scored, key=lambda pair: -pair[0]) if score >= matching.ENOUGH]


def of_question(question_id: int) -> Known | None:
    """The incident that gathered a question, if it goes on or was fixed lately."""
    return next((each for each in known() if question_id in each.question_ids), None)


def open_incident_of(question_id: int) -> Incident | None:
    """The incident that gathered a question and goes on, as the database has it now."""
    return db.session.scalar(
        sa.select(Incident)
        .join(IncidentQuestion, IncidentQuestion.incident_id == Incident.id)
        .where(
            IncidentQuestion.question_id == question_id,
            Incident.state != "fixed",
            Incident.withdrawn_at.is_(None),
        )
    )


def incident(number: int, viewer: Viewer) -> Incident:
    """One incident. Raises `NotFound` when there is none that this viewer may see."""
    found = db.session.get(Incident, number)
    if found is None or not policy.can_see(viewer, found):
        raise NotFound()
    return found


def locked(number: int) -> Incident:
    """The incident as it stands now, kept still until the transaction ends. Raises `NotFound`."""
    found = db.session.scalars(
        sa.select(Incident)
        .where(Incident.id == number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def past(viewer: Viewer, page: int) -> Page[Incident]:
    """Those that are over, newest first; for staff also what was withdrawn."""
    wanted = sa.select(Incident).where(Incident.state == "fixed", Incident.withdrawn_at.is_(None))
    if policy.can_work(viewer):
        wanted = sa.select(Incident).where(
            sa.or_(Incident.state == "fixed", Incident.withdrawn_at.is_not(None))
        )
    wanted = wanted.order_by(Incident.id.desc())
    return paginate(lambda limit, offset: list(db.session.scalars(wanted.limit(limit).offset(offset))), page)


def updates(number: int) -> list[Update]:
    """What was said about it, newest first."""
    rows = db.session.execute(
        sa.select(IncidentUpdate.at, IncidentUpdate.state, IncidentUpdate.body)
        .where(IncidentUpdate.incident_id == number)
        .order_by(IncidentUpdate.id.desc())
    )
    return [Update._make(row) for row in rows]


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


def public_questions(number: int) -> list[Gathered]:
    """Those of its questions that everybody may see, for the public page."""
    rows = db.session.execute(
        sa.select(Question.id, Question.title, Question.slug, Question.lang)
        .join(IncidentQuestion, IncidentQuestion.question_id == Question.id)
        .where(
            IncidentQuestion.incident_id == number,
            Question.hidden_at.is_(None),
            Question.deleted_at.is_(None),
        )
        .order_by(Question.id.desc())
        .limit(20)
    )
    return [Gathered(r.id, r.title, r.slug, r.lang, "", 0, True, False, None, None, None) for r in rows]


def concerned(number: int) -> dict[int, list[int]]:
    """{person: questions that concern them} of all who are to be told: askers and "me too" of its questions, and those
    who joined it (no question). One query."""
    found: dict[int, list[int]] = {}
    joined = sa.select(IncidentPerson.person_id, sa.literal(0)).where(
        IncidentPerson.incident_id == number, IncidentPerson.joined.is_(True)
    )
    for person, question in db.session.execute(
        sa.select(Question.author_id, Question.id)
        .join(IncidentQuestion, IncidentQuestion.question_id == Question.id)
        .where(IncidentQuestion.incident_id == number)
        .union(
            sa.select(Affected.person_id, Affected.question_id)
            .join(IncidentQuestion, IncidentQuestion.question_id == Affected.question_id)
            .where(IncidentQuestion.incident_id == number),
            joined,
        )
    ):
        through = found.setdefault(person, [])
        if question:
            through.append(question)
    return found


def people(number: int) -> int:
    """How many people it concerns, as far as they said so."""
    return len(concerned(number))


def person(number: int, viewer: Viewer) -> IncidentPerson | None:
    """What the incident knows of the viewer."""
    return db.session.get(IncidentPerson, (number, viewer.id)) if viewer.id is not None else None


def told(number: int, fix: int) -> set[int]:
    """Who was told of this fix already."""
    return set(
        db.session.scalars(
            sa.select(IncidentPerson.person_id).where(
                IncidentPerson.incident_id == number, IncidentPerson.told_fix >= fix
            )
        )
    )


def last_words(number: int, lang: str) -> str:
    """What was said last, for a reader of `lang`."""
    newest = sa.select(IncidentUpdate.body).where(IncidentUpdate.incident_id == number)
    return pick(db.session.scalar(newest.order_by(IncidentUpdate.id.desc()).limit(1)) or {}, lang)


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
