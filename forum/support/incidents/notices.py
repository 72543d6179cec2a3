"""Who is told of a known problem: those it concerns, and those who follow its topic and want to know. Nobody else.

That it is fixed is told apart (`telling`): each is asked whether it helped.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.i18n import current_language
from forum.notifications import kinds
from forum.notifications.actions import take_back, tell_followers, tell_many
from forum.support.incidents import policy, queries
from forum.support.incidents.models import Incident
from forum.threads.models import Question
from forum.topics import queries as topics
from forum.topics.models import pick

KNOWN, NEWS, ANNOUNCED = "incident_known", "incident_news", "incident_announced"


def register() -> None:
    """How they read."""
    kinds.register(
        KNOWN,
        lambda v: _("We know of it: “%(title)s”. We tell you when it is fixed.", title=_title(v)),
        row="incidents",
        still=_still,
    )
    kinds.register(
        NEWS,
        lambda v: _("News of “%(title)s”.", title=_title(v)),
        row="incidents",
        still=_still,
        mails=False,  # the mails of a problem are two: that it is known, and that it is fixed
    )
    kinds.register(
        ANNOUNCED,
        lambda v: _("Known problem: “%(title)s”.", title=_title(v)),
        row="problems",
        still=_still,
    )


def announced(incident: Incident, by: Person) -> None:
    """Whoever follows one of its topics, or one above it, and chose to hear of problems there."""
    above = {topic.id for number in incident.topic_ids for topic in topics.path(number)}
    things = [f"topic:{number}" for number in sorted(above)]
    if things:
        tell_followers(things, ANNOUNCED, incident.path, but_not=[by.id], **_of(incident))


def gathered(incident: Incident, question_ids: Sequence[int], by: Person) -> None:
    """Who asked one of these questions, or has the same trouble, and may still see it."""
    new = set(question_ids)
    concerned = {
        person: mine
        for person, numbers in queries.concerned(incident.id).items()
        if (mine := new & set(numbers))
    }
    people = db.session.scalars(sa.select(Person).where(Person.id.in_(concerned)).order_by(Person.id)).all()
    found = db.session.scalars(sa.select(Question).where(Question.id.in_(new)).order_by(Question.id)).all()
    told = [
        person.id
        for person in people
        if person.id != by.id
        and any(
            question.id in concerned[person.id] and policy.may_be_told(person, question) for question in found
        )
    ]
    tell_many(told, KNOWN, incident.path, **_of(incident))


def news(incident: Incident, by: Person) -> None:
    """Who is concerned: how it goes."""
    tell_many(set(queries.concerned(incident.id)) - {by.id}, NEWS, incident.path, **_of(incident))


def withdrawn(incident: Incident) -> None:
    """It was none."""
    for kind in (KNOWN, NEWS, ANNOUNCED):
        take_back(kind, f"incident:{incident.id}")


def _of(incident: Incident) -> dict[str, Any]:
    thing = f"incident:{incident.id}"
    return {"thing": thing, "group": thing, "title": dict(incident.title), "incident": incident.id}


def _title(values: dict[str, Any]) -> str:
    return pick(values["title"], current_language())


def _still(_person: Person, values: dict[str, Any]) -> bool:
    """It still goes on."""
    incident = db.session.get(Incident, values["incident"])
    return incident is not None and incident.open
