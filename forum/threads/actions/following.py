"""Be told, or not any more, when something happens on a question."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.threads import policy
from forum.threads.models import Follower, Question


def follow(question: Question, by: Person) -> None:
    """Tell `by` about answers from now on; twice is once."""
    ensure(policy.can_follow(by, question))
    statement = upsert(Follower.__table__).values(question_id=question.id, person_id=by.id, since=clock.now())
    db.session.execute(statement.on_conflict_do_nothing())


def unfollow(question: Question, by: Person) -> None:
    """Tell `by` no more."""
    db.session.execute(
        sa.delete(Follower).where(Follower.question_id == question.id, Follower.person_id == by.id)
    )
