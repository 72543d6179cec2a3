"""An outage, as Ana announces it, and those who asked about it."""

from __future__ import annotations

from typing import Any

from forum import Askwell
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db
from forum.support import actions as support
from forum.support import queries as cases
from forum.support.incidents import actions, queries
from forum.support.incidents.models import Incident, IncidentPerson
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.mails import waiting

TITLE = "Payments with the Nordic card fail"


def outage(app: Askwell, cast: Cast, everywhere: bool = False, **values: Any) -> int:
    """An incident of the topic "orders", announced by Ana."""
    topic = factories.topic(app)
    with site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        title = values.pop("title", {"en": TITLE, "sv": "Betalning med Nordkortet fungerar inte"})
        return actions.announce(
            ana,
            title,
            {"en": "We look into it."},
            values.pop("words", "zorincidentword"),
            [topic],
            everywhere,
        ).id


def gathered(app: Askwell, cast: Cast, incident: int, *question_ids: int) -> None:
    """Ana adds these questions."""
    with site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        actions.gather(db.session.get_one(Incident, incident), question_ids, ana)


def asked(app: Askwell, by: Person, title: str, with_case: bool = True) -> int:
    """A question of the topic "orders"; a person of the company looks at it."""
    number = factories.question(app, by, title, "It worked last week.")
    if with_case:
        with site(app):
            support.escalate(db.session.get_one(Question, number), "asked")
    return number


def fixed(app: Askwell, cast: Cast, incident: int, words: str = "A new certificate is in place.") -> None:
    with site(app):
        ana = db.session.get_one(Person, cast.ana.id)
        actions.update(db.session.get_one(Incident, incident), "fixed", {"en": words}, ana)


def work(app: Askwell) -> None:
    """The worker tells whom there is to tell."""
    with site(app):
        for kind in (actions.FIXED_JOB, actions.REPLY_JOB):
            while jobs.run_once(kind):
                pass


def mails(app: Askwell, to: str) -> list[str]:
    """Subjects of the mails to an address, oldest first."""
    return [mail["subject"] for mail in waiting(app, to)]


def state_of(app: Askwell, question: int) -> str:
    """The state of the question's newest case."""
    with app.app_context():
        case = cases.latest_case_of(question)
        assert case is not None
        return case.state


def word_of(app: Askwell, incident: int, person: Person) -> bool | None:
    """Whether somebody said that it helped."""
    with app.app_context():
        return db.session.get_one(IncidentPerson, (incident, person.id)).helped


def path_of(app: Askwell, incident: int) -> str:
    with app.app_context():
        return db.session.get_one(Incident, incident).path


def concerned(app: Askwell, incident: int) -> set[int]:
    with app.app_context():
        return set(queries.concerned(incident))
