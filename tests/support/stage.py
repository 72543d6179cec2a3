"""Dan's question, as most stories about support begin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.support import queries
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.topics.models import Topic
from tests import factories
from tests.factories import site


def question_of(
    app: Askwell,
    person: Person,
    title: str = "Screen stays black after the update",
    hours_ago: float = 0,
    promise_hours: int = 24,
) -> int:
    """A question's id."""
    topic_id = factories.topic(app, "devices", "Devices", promise_hours)
    with site(app):
        asked = threads.ask(
            by=db.session.get_one(Person, person.id),
            topic=db.session.get_one(Topic, topic_id),
            lang="en",
            title=title,
            body="It worked yesterday. Now it only shows the logo and then nothing.",
            created_at=clock.now() - timedelta(hours=hours_ago),
        )
        return asked.id


def path_of(app: Askwell, question_id: int) -> str:
    with app.app_context():
        question = db.session.get_one(Question, question_id)
        return f"/questions/{question.id}-{question.slug}"


def case_of(app: Askwell, question_id: int) -> dict[str, Any]:
    """The newest case's values, or nothing."""
    with app.app_context():
        case = queries.latest_case_of(question_id)
        return {} if case is None else {c.name: getattr(case, c.name) for c in case.__table__.columns}


def me(person: Person) -> Person:
    """The saved person in this session: a detached one would carry old values along."""
    return db.session.get_one(Person, person.id)


def everybody(cast: Any) -> None:
    """Make the people now: inside `site` another transaction is open already."""
    for name in ("carla", "dan", "bob", "ana", "mo", "root"):
        getattr(cast, name)
