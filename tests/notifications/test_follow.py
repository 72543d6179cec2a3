"""Dan follows a topic, a tag, a person: he is told what is new there, once, by the worker, as long as he may see it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock, jobs
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.jobs import Job
from forum.notifications import actions, follows
from forum.notifications.jobs import AT_ONCE_MAX
from forum.notifications.models import Follow, Notice
from forum.notifications.saying import MANY_JOB
from forum.threads import actions as threads
from forum.threads.models import Question
from tests import factories, mails
from tests.factories import Cast, site
from tests.notifications.stage import inbox, new
from tests.pages import Browser
from tests.threads.stage import counted_queries


def press(browser: Browser, thing: str, do: str = "follow") -> int:
    """A follow button, wherever it stands."""
    token = dict(browser.get("/my/follows").form("/language").fields)["csrf_token"]
    return browser.post("/my/follows", {"csrf_token": token, "thing": thing, "do": do}).status


def test_dan_follows_a_topic_and_a_person_and_is_told_once(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    topic = factories.topic(app)
    browser.sign_in(cast.dan)
    assert press(browser, f"topic:{topic}") == press(browser, f"person:{cast.carla.id}") == 200
    asked = factories.question(app, cast.carla)
    assert "followed_asked" not in new(app, cast.dan)  # she may still take it back
    mails.write_notices(app)
    assert new(app, cast.dan).count("followed_asked") == 1
    assert "Carla asked “Card declined abroad”." in inbox(app, cast.dan)
    page = browser.get("/my/follows")
    assert "Orders" in page.text
    page = browser.submit(page, "Mute", button="Mute")
    assert "muted" in page.text
    browser.submit(browser.get("/my/follows"), "Unfollow", button="Unfollow")
    factories.answer(app, asked, cast.bob)
    mails.write_notices(app)
    assert new(app, cast.dan).count("followed_answered") == 0


def test_new_answers_of_a_person_and_of_a_question_are_one_line(app: Askwell, cast: Cast) -> None:
    dan, bob = cast.dan, cast.bob
    asked = factories.question(app, cast.carla)
    with site(app):
        threads.follow(db.session.get_one(Question, asked), dan)
        follows.follow(dan, f"person:{bob.id}")
    for person in (cast.bob, cast.make("eve")):
        factories.answer(app, asked, person)
    mails.write_notices(app)
    assert new(app, cast.dan).count("followed_answered") == 2
    assert inbox(app, cast.dan).count("Card declined abroad") == 1
    assert "2 new answers to “Card declined abroad”." in inbox(app, cast.dan)


def test_a_muted_question_says_nothing_whatever_made_him_follow_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = factories.question(app, cast.dan)
    browser.sign_in(cast.dan)
    page = browser.submit(browser.get("/my/follows"), "Mute")
    assert "muted" in page.text
    factories.answer(app, asked, cast.bob)
    mails.write_notices(app)
    assert "answered" not in new(app, cast.dan)
    assert not [m for m in mails.waiting(app, "dan@example.com") if "answer" in m["subject"]]
    browser.submit(page, "Tell me again")
    factories.answer(app, asked, cast.carla)
    assert "answered" in new(app, cast.dan)


def test_what_is_hidden_when_the_worker_comes_is_not_told(app: Askwell, cast: Cast) -> None:
    mo, dan, carla = cast.mo, cast.dan, cast.carla
    with site(app):
        follows.follow(dan, f"person:{carla.id}")
    asked = factories.question(app, cast.carla)
    with site(app):
        threads.hide(db.session.get_one(Question, asked), mo, because="rude")
    mails.write_notices(app)
    assert "followed_asked" not in new(app, cast.dan)


def test_nobody_follows_what_is_not_there_nor_oneself(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.dan)
    for thing in (
        "topic:99",
        "planet:1",
        f"person:{cast.dan.id}",
        "person:99999999999",
        "topic:x",
        "question:1",
    ):
        assert press(browser, thing) == 404, thing
    with site(app):
        with pytest.raises(NotFound):
            follows.follow(cast.dan, "topic:99")
        assert follows.things_of(cast.dan) == set()
    assert "You follow no topic" in browser.get("/my/follows").text


def test_asking_costs_the_same_however_many_follow(app: Askwell, cast: Cast) -> None:
    topic = factories.topic(app)
    factories.question(app, cast.carla, "The first question")
    with counted_queries(app) as few:
        factories.question(app, cast.carla, "A question of few")
    with site(app):
        people = [cast_row(number) for number in range(AT_ONCE_MAX + 50)]
        from forum.accounts.models import Person

        ids = db.session.scalars(sa.insert(Person).returning(Person.id), people).all()
        db.session.execute(
            sa.insert(Follow),
            [{"person_id": n, "thing": f"topic:{topic}", "since": clock.now()} for n in ids],
        )
    with counted_queries(app) as many:
        asked = factories.question(app, cast.carla, "A question of many")
    assert len(many) == len(few)
    with site(app):
        db.session.execute(sa.update(Job).where(Job.kind == MANY_JOB).values(run_at=clock.now()))
        db.session.commit()
        with counted_queries(app) as telling:
            while jobs.run_once(MANY_JOB):
                pass
        told = sa.select(sa.func.count()).where(
            Notice.kind == "followed_asked", Notice.thing == f"question:{asked}"
        )
        assert db.session.scalar(told) == AT_ONCE_MAX + 50
    assert len(telling) < 100  # in batches, not one by one


def cast_row(number: int) -> dict[str, object]:
    name = f"follower{number}"
    return {"name": name, "email": f"{name}@example.com", "email_key": f"{name}@example.com", "role": "customer",
            "verified_at": clock.now(), "created_at": clock.now(), "password_hash": ""}  # fmt: skip


def test_many_are_told_by_the_worker_few_at_once(app: Askwell, cast: Cast) -> None:
    with site(app):
        actions.tell_many([cast.dan.id, cast.bob.id], "followed_asked", "/", who="Eve", title="Few")
    assert "followed_asked" in new(app, cast.dan)
    people = [cast.make(f"many{number}") for number in range(25)]
    with site(app):
        actions.tell_many([p.id for p in people], "followed_asked", "/", who="Eve", title="Many")
        assert db.session.query(Notice).filter(Notice.person_id == people[0].id).count() == 0
    mails.write_notices(app)
    assert all("followed_asked" in new(app, person) for person in people[:3])
