"""I have this too: counted once a person, told of answers, in place of asking the same again."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, events
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.threads import policy
from forum.threads.actions.following import follow
from forum.threads.models import Affected, Follower, Question
from forum.threads.queries import locked_question
from forum.threads.queries.affected import recount


def me_too(question: Question, by: Person) -> None:
    """`by` has the same trouble and follows the question from now on; twice is once. Raises `NotAllowed`."""
    question = locked_question(question.id)
    ensure(policy.can_be_affected(by, question))
    row = upsert(Affected.__table__).values(question_id=question.id, person_id=by.id, at=clock.now())
    new = db.session.execute(row.on_conflict_do_nothing().returning(Affected.__table__.c.person_id))
    if new.one_or_none() is None:
        return
    follow(question, by)
    db.session.execute(recount(question.id))
    events.emit("question.affected", question_id=question.id, by_id=by.id)


def not_me_too(question: Question, by: Person) -> None:
    """`by` has it no more. What she followed only because of it she follows no more. Raises `NotAllowed`."""
    question = locked_question(question.id)
    ensure(policy.can_see(by, question))
    mine = Affected.question_id == question.id, Affected.person_id == by.id
    since = db.session.scalar(sa.select(Affected.at).where(*mine))
    if since is None:
        return
    db.session.execute(sa.delete(Affected).where(*mine))
    because_of_it = Follower.question_id == question.id, Follower.person_id == by.id, Follower.since >= since
    db.session.execute(sa.delete(Follower).where(*because_of_it))
    db.session.execute(recount(question.id))
