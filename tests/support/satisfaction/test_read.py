"""Ana reads marks by topic, Mo by agent too; each number says how sure it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.support import actions as cases
from forum.support.satisfaction import queries
from forum.support.satisfaction.counting import student_t, summary
from forum.support.satisfaction.models import Satisfaction
from forum.threads.models import Question
from tests.factories import site
from tests.support.stage import everybody, me, question_of


@pytest.fixture(autouse=True)
def _people(cast):
    everybody(cast)


def marked(app, cast, *marks: int) -> None:
    for n, mark in enumerate(marks):
        number = question_of(app, cast.dan, f"Question with the number {n}")
        with site(app):
            question = db.session.get_one(Question, number)
            case = cases.escalate(question, "agent", by=me(cast.ana))
            db.session.add(
                Satisfaction(
                    case_id=case.id,
                    customer_id=cast.dan.id,
                    agent_id=cast.ana.id,
                    topic_id=question.topic_id,
                    mark=mark,
                    words="Zorcsat was slow." if mark == 1 else "",
                    given_at=clock.now(),
                )
            )


def test_ana_sees_topics_and_words_and_mo_sees_agents_too(app, cast, browser):
    marked(app, cast, 5, 4, 1)
    page = browser.sign_in(cast.ana).get("/desk/satisfaction")
    assert "Devices" in page.text
    assert "3.3" in page.text
    assert "few marks" in page.text
    assert "Zorcsat was slow." in page.text
    assert "By agent" not in page.text
    leads = browser.sign_in(cast.mo).get("/desk/satisfaction?days=30").text
    assert "By agent" in leads
    assert "Ana" in leads


def test_agents_are_not_compared_by_colleagues(app, cast):
    with site(app):
        with pytest.raises(NotAllowed):
            queries.by_agent(me(cast.ana), 90)
        with pytest.raises(NotAllowed):
            queries.by_topic(me(cast.bob), 90)


def test_no_marks_yet(browser, cast):
    assert "No marks yet" in browser.sign_in(cast.ana).get("/desk/satisfaction").text


def test_numbers_say_how_sure_they_are():
    one = summary({4: 1})
    assert (one.total, one.mean, one.low, one.few) == (1, 4.0, None, True)
    many = summary({5: 60, 4: 30, 1: 10})
    assert not many.few
    assert many.low < many.mean < many.high
    assert many.high - many.low < 0.5
    alike = summary({5: 4})
    assert alike.low < 4.9  # four fives are no proof


@pytest.mark.parametrize(
    ("freedom", "t"),
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (30, 2.042), (1000, 1.962)],
)
def test_students_t_is_what_tables_say(freedom, t):
    assert student_t(freedom) == pytest.approx(t, rel=0.005)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.integers(1, 5), st.integers(0, 40)))
def test_a_mean_stands_inside_its_range(by_mark):
    found = summary(by_mark)
    if found.mean is not None:
        assert 1 <= found.mean <= 5
    if found.low is not None:
        assert 1 <= found.low <= found.mean <= found.high <= 5
