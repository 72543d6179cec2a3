"""Twenty presses at the same moment, and several processes: each deed counts once, and no limit is passed."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core import rate_limits
from forum.core.db import db, may_write
from forum.core.errors import TooMany
from forum.core.rate_limits import Limit
from forum.reviews.models import Report, ReviewItem
from forum.threads.models import Affected, Answer, Question
from forum.votes.models import Vote
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.threads.stage import AT_ONCE, at_once

PROCESSES, TRIES = 4, 8


def test_me_too_pressed_twenty_times_is_one_person(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    assert {page.status for page in at_once(app, cast.dan, f"/questions/{asked}/affected", {})} == {200}
    with site(app):
        assert db.session.get_one(Question, asked).affected_count == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Affected)) == 1


def test_a_report_sent_twenty_times_is_one_report(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    kim = cast.make("kim", trust=1)
    sent = {"reason": "spam", "note": "", "target": f"question:{asked}"}
    at_once(app, kim, "/reports", sent)
    with site(app):
        assert db.session.scalar(sa.select(sa.func.count(Report.id))) == 1
        assert db.session.scalars(sa.select(ReviewItem)).one().weight == 1.0


def test_twenty_people_vote_at_once_and_each_counts(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    answer = factories.answer(app, asked, cast.bob)
    browsers = [Browser(app).sign_in(cast.make(f"p{n}")) for n in range(AT_ONCE)]
    tokens = [dict(b.get("/ask").form("Post the question").fields)["csrf_token"] for b in browsers]

    def vote(number: int) -> int:
        sent = {"csrf_token": tokens[number], "value": "1"}
        return browsers[number].post(f"/votes/answer:{answer}", sent).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(vote, range(AT_ONCE))) == {200}
    with site(app):
        assert db.session.get_one(Answer, answer).score == AT_ONCE
        assert db.session.scalar(sa.select(sa.func.count(Vote.id))) == AT_ONCE


def test_other_answers_accepted_at_once_leave_one_solution(app: Askwell, cast: Cast) -> None:
    asked = factories.question(app, cast.carla)
    answers = [factories.answer(app, asked, cast.bob, f"Way {n}.") for n in range(4)]
    browser = Browser(app).sign_in(cast.carla)
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    cookies = [(cookie.key, cookie.value) for cookie in browser.client._cookies.values()]

    def accept(number: int) -> int:
        mine = Browser(app)
        for key, value in cookies:
            mine.client.set_cookie(key, value)
        sent = {"csrf_token": token, "answer": str(answers[number % 4])}
        return mine.post(f"/questions/{asked}/solution", sent).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(accept, range(AT_ONCE))) == {200}
    with site(app):
        accepted = list(db.session.scalars(sa.select(Answer.id).where(Answer.accepted_at.is_not(None))))
        assert accepted == [db.session.get_one(Question, asked).solution_id]


def test_who_is_new_asks_twenty_questions_at_once_and_few_are_posted(app: Askwell, cast: Cast) -> None:
    factories.topic(app)
    sent = {"title": "Card declined abroad", "body": "Twice.", "topic": "orders"}
    statuses = [page.status for page in at_once(app, cast.carla, "/ask", sent)]
    few = rate_limits.ASK.levels[0][0]
    assert sorted(statuses) == [200] * few + [429] * (AT_ONCE - few)
    with site(app):
        assert db.session.scalar(sa.select(sa.func.count(Question.id))) == few


def in_processes(app: Askwell, work: Callable[[int], int]) -> list[int]:
    """What `work(number)` gives (0 to 100) in so many processes at once, each with connections of its own."""
    children = []
    for number in range(PROCESSES):
        child = os.fork()
        if child == 0:
            code = 255
            try:
                with app.app_context():
                    db.engine.dispose(close=False)
                    may_write.set(True)
                    code = work(number)
            finally:
                os._exit(code)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def test_workers_share_one_count(app: Askwell, cast: Cast) -> None:
    limit = Limit("shared", 11, 3600, address=50)
    kim = cast.make("kim", trust=3)

    def spend(_number: int) -> int:
        went = 0
        for _ in range(TRIES):
            try:
                rate_limits.spend_as(limit, kim)
                went += 1
            except TooMany:
                pass
        return went

    assert sum(in_processes(app, spend)) == limit.count


def test_workers_let_people_of_one_network_through_together_and_no_more(app: Askwell, cast: Cast) -> None:
    limit = Limit("network", 50, 3600, address=13)
    people: list[Person] = [cast.make(f"p{n}", trust=2) for n in range(PROCESSES)]

    def spend(number: int) -> int:
        went = 0
        for _ in range(TRIES):
            try:
                rate_limits.spend_as(limit, people[number])
                went += 1
            except TooMany:
                pass
        return went

    assert sum(in_processes(app, spend)) == limit.address
