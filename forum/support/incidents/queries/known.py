"""What is going on, as pages of others show it: kept in the process while content stands still."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from forum.core import clock, freshness
from forum.core.db import db
from forum.support.incidents import matching
from forum.support.incidents.models import (
    Incident,
    IncidentQuestion,
    incident_path,
)
from forum.threads import policy as threads
from forum.threads.models import Question
from forum.topics.models import pick

SHOWN_AFTER_DAYS = 14  # a gathered question says so long that it is fixed


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


def known() -> list[Known]:
    """Those that go on, newest first, and those fixed lately. No query while no content changes."""
    return list(freshness.kept("incidents", _read))


def _read() -> list[Known]:
    since = clock.now() - timedelta(days=SHOWN_AFTER_DAYS)
    public = sa.and_(Question.id == IncidentQuestion.question_id, threads.public(Question))
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
