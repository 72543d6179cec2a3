"""Points, levels and badges come from having helped, and from nothing else."""

from __future__ import annotations

from typing import Any

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.targets import Target
from forum.reputation import policy
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.votes import actions as votes
from tests import factories
from tests.factories import Cast, site
from tests.reputation.stage import points


def vote(app: Askwell, answer_id: int, by: Person, value: int = 1) -> None:
    with site(app):
        votes.vote(Target("answer", answer_id), db.session.get_one(Person, by.id), value)


def test_a_solution_and_a_reader_s_vote_count_writing_much_does_not(app: Askwell, cast: Cast) -> None:
    question = factories.question(app, cast.carla)
    for _ in range(3):
        answer = factories.answer(app, question, cast.bob)
    assert points(app, cast.bob) == 0
    vote(app, answer, cast.dan)
    assert points(app, cast.bob) == policy.POINTS["helpful"]
    with site(app):
        found = db.session.get_one(Question, question)
        threads.accept_solution(found, db.session.get_one(threads_answer(), answer), by=cast.carla)
    assert points(app, cast.bob) == policy.POINTS["helpful"] + policy.POINTS["solution"]
    assert points(app, cast.carla) == 0


def threads_answer() -> Any:
    from forum.threads.models import Answer

    return Answer
