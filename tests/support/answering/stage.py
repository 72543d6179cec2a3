"""Dan's case, and what Ana sees of it."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.support import actions as cases
from forum.support.private import actions as private
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.support.stage import question_of


def case_of_dan(
    app: Askwell, cast: Cast, title: str = "Screen stays black after the update"
) -> tuple[int, int]:
    """(question, case): a person is asked for."""
    for name in ("dan", "ana", "mo"):
        getattr(cast, name)
    question = question_of(app, cast.dan, title, hours_ago=2)
    with site(app):
        case = cases.escalate(db.session.get_one(Question, question), "asked")
        db.session.flush()
        return question, case.id


def whisper(app: Askwell, question: int, by: Person, words: str) -> None:
    """Said in private."""
    with site(app):
        private.write(db.session.get_one(Question, question), db.session.get_one(Person, by.id), words)


def fields(page: object, action: str = "replies") -> dict[str, str]:
    """What the reply form would send, by name; of two radio buttons the chosen one."""
    return dict(page.form(action).fields)  # type: ignore[attr-defined]
