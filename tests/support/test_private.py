"""The private compartment: Dan and staff read it, nobody else; staff's words are a reply, his open the case again."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import NotAllowed, NotFound
from forum.core.roles import GUEST
from forum.notifications.models import Notice
from forum.support import actions as cases
from forum.support.private import actions, queries
from forum.threads.models import Question
from tests import mails
from tests.factories import Cast, site
from tests.support.stage import case_of, question_of


def say(app: Askwell, question: int, by: Person, body: str, **more: object) -> int:
    with site(app):
        found = db.session.get_one(Question, question)
        return actions.write(found, db.session.get_one(Person, by.id), body, **more).id  # type: ignore[arg-type]


def test_only_dan_and_staff_read_it(app: Askwell, cast: Cast) -> None:
    question = question_of(app, cast.dan)
    say(app, question, cast.dan, "My serial number is 12345.")
    readers, bob = (cast.dan, cast.ana, cast.mo), cast.bob
    with site(app):
        for person in readers:
            assert [m.body for m in queries.messages(question, person)] == ["My serial number is 12345."]
        for person in (bob, GUEST):
            with pytest.raises(NotFound):
                queries.messages(question, person)
        with pytest.raises(NotAllowed):
            actions.write(db.session.get_one(Question, question), db.session.get_one(Person, bob.id), "Hi")


def test_staff_words_are_the_reply_and_dans_open_the_case_again(app: Askwell, cast: Cast) -> None:
    question = question_of(app, cast.dan)
    say(app, question, cast.ana, "Please send us the **bill**.", needs=True)
    case = case_of(app, question)
    ana = cast.ana.id
    assert (case["state"], case["claimed_by_id"]) == ("waiting", ana)
    assert case["first_reply_at"] is not None
    (mail,) = mails.waiting(app)
    assert mail["to"] == "dan@example.com"
    assert "needs something from you" in mail["text"]
    assert "the **bill**" in mail["text"]
    assert "bill" not in mail["subject"]
    with site(app):
        assert all("bill" not in str(notice.values) for notice in db.session.query(Notice))
    say(app, question, cast.dan, "Here it is.")
    assert case_of(app, question)["state"] == "open"
    with site(app):
        told = db.session.query(Notice.url).filter_by(person_id=ana, kind="case_wrote").one()
        assert told.url == f"/desk/cases/{case['id']}"
        cases.close_for(question, "done")
    say(app, question, cast.dan, "One thing more.")
    assert case_of(app, question)["closed_at"] is None


def test_details_said_while_asking_open_no_case(app: Askwell, cast: Cast) -> None:
    question = question_of(app, cast.dan)
    say(app, question, cast.dan, "Between us.")
    assert case_of(app, question) == {}


def test_the_same_form_says_it_once(app: Askwell, cast: Cast) -> None:
    question = question_of(app, cast.dan)
    first = say(app, question, cast.dan, "Once.", form_key="k")
    assert say(app, question, cast.dan, "Once.", form_key="k") == first
