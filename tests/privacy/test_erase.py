"""Carla leaves: her account is shut, she may come back, and then it is gone. What others wrote stays readable."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person, SignInSession
from forum.core import clock, jobs
from forum.core.db import db
from forum.privacy.erasing import actions as erasing
from forum.privacy.erasing.afterwards import FAREWELL
from forum.privacy.models import Erasure
from forum.support import actions as support
from forum.support.models import Case
from forum.threads import actions as threads
from forum.threads.models import Question
from forum.threads.queries import locked_question
from tests import factories
from tests.api.stage import Caller, key_of
from tests.factories import Cast, site
from tests.pages import Browser
from tests.privacy.leaving import PASSWORD, leave, with_password, work
from tests.privacy.stage import live_here
from tests.privacy.traces import in_tables


def _pass(app: Askwell, days: int) -> None:
    """The time of grace, as if so many days of it were over."""
    with site(app):
        for asked in db.session.query(Erasure):
            asked.due_at -= timedelta(days=days)
    with site(app):
        erasing.erase_due()
    work(app)


def test_two_weeks_are_hers_to_come_back(
    app: Askwell, browser: Browser, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    carla = cast.carla
    question = factories.question(app, carla, "Where is the zebrafish?")
    with_password(app, carla)
    key = key_of(app, carla)
    elsewhere = Browser(app).sign_in(carla)
    gone = leave(browser.sign_in(carla), password=PASSWORD)
    assert "will be erased in 14 days" in gone.text
    work(app)
    (link,) = re.findall(r"http://[^/\s]+(/my/data/stay/\S+)", capsys.readouterr().out)
    assert browser.get("/my/data/ledger").path.startswith("/sign-in")
    assert elsewhere.get("/my/data/ledger").path.startswith("/sign-in")
    assert Caller(app, key).get("/questions").status_code == 401
    assert Browser(app).get(f"/people/{carla.id}").status == 404
    page = browser.submit(browser.get("/sign-in"), "/sign-in", email="carla@example.com", password=PASSWORD)
    assert (page.status, "The link in our mail brings it back" in page.text) == (403, True)
    page = Browser(app).sign_in(cast.root).get(f"/admin/people/{carla.id}")
    assert not page.has_form("Let back in")  # nobody else undoes it
    assert Browser(app).get(link).status == Browser(app).get(link).status == 200  # a mail scanner looks twice
    _pass(app, days=13)
    back = browser.submit(browser.get(link), "Keep my account")
    assert "Your account is as it was" in back.text
    assert browser.get(link).status == 404
    _pass(app, days=10)
    page = browser.submit(browser.get("/sign-in"), "/sign-in", email="carla@example.com", password=PASSWORD)
    assert browser.get("/my/data").status == 200
    assert "Carla" in Browser(app).get(f"/questions/{question}").text


def test_when_they_are_over_all_is_gone_but_what_she_left_to_others(
    app: Askwell, browser: Browser, cast: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    question = live_here(app, cast, cast.carla)
    work(app)
    private = ("okapi", "axolotl", "narwhal", "ibex", "Shop window")
    with site(app):
        assert len(in_tables(*private)[0]) >= 5
    leave(browser.sign_in(cast.carla), email="Carla@example.com")
    _pass(app, days=14)
    assert "carla@example.com: Your account is erased" in capsys.readouterr().out
    with site(app):
        assert in_tables(*private)[0] == []
        assert in_tables("quokka")[0] != []
        assert db.session.query(SignInSession).count() == 0
        assert db.session.query(jobs.Job).filter(jobs.Job.kind.in_(("mail", FAREWELL))).count() == 0
        assert db.session.scalar(sa.select(Case.closed_because)) == "the customer left"
    page = Browser(app).get(f"/questions/{question}")
    assert "Where do I find the zebrafish?" in page.text
    assert "Former member" in page.text
    factories.Cast(app).make("carla")  # the address is free again


def test_what_she_takes_along_leaves_the_threads_of_others_readable(app: Askwell, cast: Cast) -> None:
    carla = cast.carla
    alone = factories.question(app, carla, "Nobody answered the wombat")
    answered = factories.question(app, carla, "Who knows the numbat?")
    factories.answer(app, answered, cast.bob, "I know it well.")
    bobs = factories.question(app, cast.bob, "How tall is an emu?")
    factories.answer(app, bobs, carla, "As tall as a kakapo.", accepted=True)
    with site(app):
        erasing.erase(carla.id, "go")
    work(app)
    guest = Browser(app)
    assert guest.get(f"/questions/{alone}").status == 404
    page = guest.get(f"/questions/{answered}")
    assert "Removed by its author" in page.text
    assert "I know it well." in page.text
    page = guest.get(f"/questions/{bobs}")
    assert "kakapo" not in page.text
    with site(app):
        left, _ = in_tables("wombat", "numbat", "kakapo")
        assert left == []
        asked = db.session.get_one(Question, bobs)
        assert (asked.answer_count, asked.solution_id) == (0, None)
        assert locked_question(answered).closed_at is not None


def test_at_once_is_at_once(app: Askwell, browser: Browser, cast: Cast) -> None:
    page = leave(browser.sign_in(cast.carla), email="carla@example.com", when="now", posts="go")
    assert "is being erased now" in page.text
    work(app)
    with site(app):
        assert db.session.get(Person, cast.carla.id) is None


def test_it_must_be_she(app: Askwell, browser: Browser, cast: Cast) -> None:
    with_password(app, cast.carla)
    page = leave(browser.sign_in(cast.carla), password="a guess", posts="go")
    assert page.status == 422
    assert "This is not your password." in page.text
    assert re.search(r'value="go" checked', page.html)  # what she chose stays chosen
    assert browser.get("/my/data").path == "/my/data"
    assert leave(Browser(app).sign_in(cast.bob), email="somebody@example.com").status == 422
    for _ in range(30):  # two windows of the limit, should one end meanwhile
        page = browser.submit(browser.get("/my/data/erasure"), "for good", password="a guess")
        if page.status == 429:
            break
    assert page.status == 429
    assert "a guess" not in page.html


def test_people_of_the_company_hand_over_first(app: Askwell, browser: Browser, cast: Cast) -> None:
    page = browser.sign_in(cast.root).get("/my/data/erasure")
    assert "You are the only admin" in page.text
    assert not page.has_form("for good")
    token = dict(page.form("/sign-out").fields)["csrf_token"]
    assert browser.post("/my/data/erasure", {"csrf_token": token, "email": "root@example.com"}).status == 403
    page = browser.sign_in(cast.ana).get("/my/data/erasure")
    assert "Ask an admin to take your role away" in page.text
    assert not page.has_form("for good")


def test_what_somebody_did_as_staff_stays_in_the_log(app: Askwell, browser: Browser, cast: Cast) -> None:
    article = factories.article(app, cast, "A lasting article")
    with site(app):
        erasing.erase(cast.ana.id, "stay")
    assert Browser(app).get(f"/articles/{article}-a-lasting-article").status == 200
    log = browser.sign_in(cast.mo).get("/moderation/log").text
    assert "Former member" in log
    assert "Ana" not in log


def test_mail_that_was_never_delivered_goes_too(app: Askwell, cast: Cast) -> None:
    leaver, bob = cast.make("hildegunde"), cast.bob
    with site(app):
        for to in (leaver.email, bob.email):
            jobs.enqueue("mail", {"to": to, "subject": "Hello", "text": f"Hello {to}", "html": ""})
        db.session.flush()
        for job in db.session.query(jobs.Job):
            job.failed_at = clock.now()  # given up
    with site(app):
        erasing.erase(leaver.id, "stay")
    work(app)
    with site(app):
        assert in_tables("hildegunde")[0] == []
        assert in_tables("Hello bob@example.com")[0] == ["job.payload"]


def test_a_name_of_one_word_goes_where_it_is_hers_and_stays_a_word_elsewhere(
    app: Askwell, cast: Cast
) -> None:
    mark = cast.make("mark")
    hers = factories.question(app, mark, "How do I pay?")
    factories.answer(app, hers, cast.bob, "Mark, thanks! Remarkable.")
    other = factories.question(app, cast.bob, "Mark it as read?")
    with site(app):
        threads.follow(db.session.get_one(Question, hers), cast.bob)
        support.escalate(db.session.get_one(Question, other), "asked", by=cast.bob, note="")
        erasing.erase(mark.id, "stay")
    work(app)
    page = Browser(app).get(f"/questions/{hers}")
    assert "Former member, thanks! Remarkable." in page.text
    assert "Mark it as read?" in Browser(app).get(f"/questions/{other}").text
