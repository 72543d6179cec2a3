"""Mo closes, hides and deletes; the log says who and why; others may not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from forum import Askwell
from forum.core import clock, events
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.threads import actions, queries
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, question, site


@pytest.mark.parametrize(
    ("do", "undo", "did"),
    [
        (actions.close, actions.reopen, ["closed", "reopened"]),
        (actions.hide, actions.show, ["hid", "showed"]),
        (actions.delete, actions.restore, ["deleted", "restored"]),
    ],
)
def test_each_deed_and_its_undoing_is_in_the_log_once(
    app: Askwell, cast: Cast, do: Callable[..., None], undo: Callable[..., None], did: list[str]
) -> None:
    asked, mo = question(app, cast.carla), cast.mo
    for deed in (do, do, undo, undo):
        with site(app):
            deed(db.session.get_one(Question, asked), by=mo, because="A reason")
    with site(app):
        log = db.session.query(AuditEntry).order_by(AuditEntry.id).all()
        assert [(e.did, e.by_id, e.target, e.because) for e in log] == [
            (verb, mo.id, f"question:{asked}", "A reason") for verb in did
        ]


@pytest.mark.parametrize("deed", [actions.close, actions.reopen, actions.hide, actions.show, actions.restore])
def test_agents_and_customers_may_not(app: Askwell, cast: Cast, deed: Callable[..., None]) -> None:
    asked, people = question(app, cast.carla), (cast.carla, cast.bob, cast.ana)
    for person in people:
        with site(app), pytest.raises(NotAllowed):
            deed(db.session.get_one(Question, asked), by=person)


def test_carla_deletes_her_question_only_before_anybody_answered(app: Askwell, cast: Cast) -> None:
    carla, bob = cast.carla, cast.bob
    alone, answered = question(app, carla, "Found it myself"), question(app, carla, "Somebody answered")
    answer(app, answered, bob)
    with site(app):
        actions.delete(db.session.get_one(Question, alone), by=carla)
        with pytest.raises(NotAllowed):
            actions.delete(db.session.get_one(Question, answered), by=carla)
        with pytest.raises(NotAllowed):
            actions.delete(db.session.get_one(Question, answered), by=bob)


def test_others_hear_of_it(app: Askwell, cast: Cast) -> None:
    asked, mo = question(app, cast.carla), cast.mo
    number = answer(app, asked, cast.bob, accepted=True)
    heard: list[str] = []
    names = ("question.withdrawn", "question.restored", "question.unsolved", "question.solved")
    for name in names:
        events._subscribers[name].append(lambda name=name, **_rest: heard.append(name))
    try:
        with site(app):
            found: Any = db.session.get_one(Question, asked)
            actions.hide(found, by=mo)
            actions.delete(found, by=mo)
            actions.show(found, by=mo)
            actions.restore(found, by=mo)
            actions.delete(db.session.get_one(Answer, number), by=mo)
            actions.restore(db.session.get_one(Answer, number), by=mo)
    finally:
        for name in names:
            events._subscribers[name].pop()
    assert heard == ["question.withdrawn", "question.restored", "question.unsolved", "question.solved"]


def test_whose_promise_lapsed(app: Askwell, cast: Cast) -> None:
    carla, bob, ana = cast.carla, cast.bob, cast.ana
    late = question(app, carla, "Late and open", hours_ago=30)
    answer(app, late, bob)
    for title, hours, values in (
        ("In time", 20, {}),
        ("Hidden", 30, {"hidden_at": clock.now()}),
        ("Deleted", 30, {"deleted_at": clock.now()}),
        ("Closed", 30, {"closed_at": clock.now()}),
        ("Escalated before", 30, {"escalated_at": clock.now()}),
        ("Promised nothing", 30, {"due_at": None}),
    ):
        question(app, carla, title, hours_ago=hours, **values)
    answer(app, question(app, carla, "Solved one", hours_ago=30), bob, accepted=True)
    answer(app, question(app, carla, "Answered by Ana", hours_ago=30), ana)
    with site(app):
        assert [q.id for q in queries.promise_lapsed(clock.now())] == [late]
        assert queries.promise_lapsed(clock.now() - timedelta(hours=7)) == []
        actions.mark_escalated(db.session.get_one(Question, late))
    with site(app):
        assert queries.promise_lapsed(clock.now()) == []
