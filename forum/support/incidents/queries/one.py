"""One incident and what was said about it; the list of those that are over."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support.incidents import policy
from forum.support.incidents.models import (
    Incident,
    IncidentQuestion,
    IncidentUpdate,
)
from forum.support.incidents.queries.gathered import Gathered
from forum.threads.models import Question
from forum.topics.models import pick


class Update(NamedTuple):
    """What was said at one moment."""

    at: datetime
    state: str
    body: dict[str, str]

    def body_in(self, lang: str) -> str:
        """The words for a reader of `lang`."""
        return pick(self.body, lang)


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


def last_words(number: int, lang: str) -> str:
    """What was said last, for a reader of `lang`."""
    newest = sa.select(IncidentUpdate.body).where(IncidentUpdate.incident_id == number)
    return pick(db.session.scalar(newest.order_by(IncidentUpdate.id.desc()).limit(1)) or {}, lang)
