"""Cases on the desk, as stories about it begin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import choices, jobs
from forum.core.db import db
from forum.support import actions, queries
from forum.support.models import Case, CaseNote
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.support.stage import question_of


def open_case(app: Askwell, person: Person, title: str = "Screen stays black after the update") -> int:
    """A person's question that became a case; its number."""
    question = question_of(app, person, title=title)
    with site(app):
        return actions.escalate(db.session.get_one(Question, question), "asked").id


def held_case(
    app: Askwell, cast: Cast, by: Person, title: str = "Screen stays black after the update"
) -> int:
    """Dan's case, taken by an agent."""
    number = open_case(app, cast.dan, title)
    work(app, number, lambda case: actions.claim(case, by=me(by)))
    return number


def me(person: Person) -> Person:
    return db.session.get_one(Person, person.id)


def work(app: Askwell, number: int, do: Callable[[Case], Any]) -> Any:
    """Do something to a case, as the site does."""
    with site(app):
        return do(queries.to_change(number, _Staff()))


class _Staff:
    id = None
    role = "admin"
    trust = 4


def seen(app: Askwell, number: int, *names: str) -> Any:
    """Values of a case."""
    with app.app_context():
        case = db.session.get_one(Case, number)
        values = tuple(getattr(case, name) for name in names)
        return values[0] if len(names) == 1 else values


def notes_of(app: Askwell, number: int) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(CaseNote.body).where(CaseNote.case_id == number)))


def choose(app: Askwell, cast: Cast, **values: str) -> None:
    """What Root chose in the settings: `assign="round robin"`."""
    with site(app):
        choices.change({f"desk.{name}": value for name, value in values.items()}, by=me(cast.root))


def run_jobs(app: Askwell) -> None:
    """The worker does what waits."""
    with site(app):
        jobs.run_until_empty()
