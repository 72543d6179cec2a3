"""Digests: what happened in what Bob follows, in one mail at his hour, in his language; ended by one click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.notifications import actions, follows, queries
from forum.notifications.models import DigestDue, Notice
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests import factories, mails
from tests.factories import Cast, site
from tests.notifications.stage import chosen, digests_at, digests_on, has_clock, next_week, texts, vote
from tests.pages import Browser

BOB = "bob@example.com"


def digest_of(app: Askwell) -> dict[str, object]:
    """The one mail that waits for Bob."""
    (mail,) = mails.waiting(app, BOB)
    return mail


def test_nobody_gets_one_before_turning_it_on(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked, topic = factories.question(app, cast.bob), factories.topic(app)
    with site(app):
        follows.follow(cast.bob, f"topic:{topic}")
    vote(app, cast.carla, f"question:{asked}")
    with site(app):
        actions.tell(cast.bob.id, "followed_asked", "/questions/9", who="Carla", title="A new question")
        # What began to wait when digests were on from the start, and was never chosen:
        db.session.query(Notice).filter_by(person_id=cast.bob.id).update({"mail": "weekly"})
        db.session.add(DigestDue(person_id=cast.bob.id, cadence="weekly", due_at=clock.now()))
    next_week(app)
    assert mails.waiting(app, BOB) == []
    page = browser.sign_in(cast.bob).get("/my/notices")
    assert "Carla asked “A new question”." in page.text  # the inbox has it
    assert "Digests by mail" in browser.get("/my/follows").text
    offered = browser.get("/my/data")
    browser.submit(offered, "/my/data/choices/digest", button="Turn on")
    assert "Digests by mail" not in browser.get("/my/follows").text
    vote(app, cast.dan, f"question:{asked}")
    next_week(app)
    assert "Your week" in str(digest_of(app)["subject"])


def test_turned_on_it_takes_what_no_mail_tells_at_once(app: Askwell, cast: Cast) -> None:
    chosen(app, cast.bob, votes="at once")
    digests_on(app, cast.bob)
    with site(app):
        rows = {name: row.mail for name, row in queries.chosen(cast.bob.id).items()}
    assert rows == {"votes": "at once", "followed": "daily", "badges": "weekly"}


def test_at_his_hour_bob_gets_one_mail_with_what_is_new(app: Askwell, cast: Cast) -> None:
    chosen(app, cast.bob, followed="weekly", votes="weekly")
    has_clock(app, cast.bob, zone="Asia/Tokyo", digest_hour=6, digest_day=2)
    asked = factories.question(app, cast.bob)
    for person in (cast.carla, cast.dan):
        vote(app, person, f"question:{asked}")
    with site(app):
        actions.tell(cast.bob.id, "followed_asked", "/questions/9", who="Carla", title="A new question")
    with app.app_context():
        due: datetime = db.session.query(DigestDue).one().due_at
    assert (due.astimezone(UTC).hour, due.weekday()) == (21, 1)
    digests_at(app, due - timedelta(minutes=1))
    assert mails.waiting(app, BOB) == []
    digests_at(app, due + timedelta(minutes=1))
    digests_at(app, due + timedelta(minutes=2))
    mail = digest_of(app)
    assert mail["subject"] == "Your week at Askwell: 2 notices"
    text = str(mail["text"])
    assert text.index("Others found what I wrote helpful") < text.index("2 people found what you wrote in")
    assert "Carla asked “A new question”." in text
    assert "/questions/9" in text
    next_week(app)
    assert len(mails.waiting(app, BOB)) == 1  # nothing new, no mail


def test_what_was_read_undone_or_hidden_meanwhile_is_left_out(app: Askwell, cast: Cast) -> None:
    digests_on(app, cast.bob)
    mo, asked = cast.mo, factories.question(app, cast.carla, "Where is my zebra?")
    answer = factories.answer(app, asked, cast.bob)
    vote(app, cast.dan, f"answer:{answer}")
    with site(app):
        threads.hide(db.session.get_one(Question, asked), mo, because="rude")
    next_week(app)
    assert not any(
        "zebra" in text for text in texts(app, cast.bob) if "Your week" in text or "helpful" in text
    )
    other = factories.answer(app, factories.question(app, cast.carla), cast.bob)
    vote(app, cast.dan, f"answer:{other}")
    with site(app):
        actions.read_all(cast.bob)
    next_week(app)
    assert [m for m in mails.waiting(app, BOB) if "Your week" in m["subject"]] == []


def test_a_digest_ends_by_one_click_and_begins_again_as_it_was(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    digests_on(app, cast.bob)
    asked = factories.question(app, cast.bob)
    vote(app, cast.carla, f"question:{asked}")
    next_week(app)
    headers = digest_of(app)["headers"]
    assert isinstance(headers, dict)
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert "No more digests by mail?" in browser.get(path).text
    page = browser.post(path, {"List-Unsubscribe": "One-Click"}, Origin="https://mail.example")
    assert "You get no more digests by mail." in page.text
    vote(app, cast.dan, f"question:{asked}")
    next_week(app)
    assert len(mails.waiting(app, BOB)) == 1
    browser.submit(page, "Send me mails again")
    vote(app, cast.make("eve"), f"question:{asked}")
    next_week(app)
    assert len(mails.waiting(app, BOB)) == 2


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "Hello Bob,"), ("sv", "Hej Bob"), ("fr", "Bonjour Bob"), ("zh", "Bob"), ("ja", "Bob")],
)
def test_it_is_written_in_the_readers_language(app: Askwell, cast: Cast, lang: str, words: str) -> None:
    bob = cast.make("bo", language=lang)
    digests_on(app, bob)
    with site(app):
        actions.tell(bob.id, "followed_asked", "/questions/9", who="Carla", title="Ein <b>Titel</b> & mehr")
    next_week(app)
    (mail,) = mails.waiting(app, "bo@example.com")
    assert words.replace("Bob", "Bo") in mail["text"]
    assert f'<html lang="{lang}">' in mail["html"]
    assert "<b>Titel" not in mail["html"]
    assert "Ein <b>Titel</b> & mehr" in mail["text"]


def test_it_adds_what_was_solved_where_he_follows(app: Askwell, cast: Cast) -> None:
    digests_on(app, cast.bob)
    asked = factories.question(app, cast.carla, "Card declined")
    with site(app):
        follows.follow(cast.bob, f"topic:{factories.topic(app)}")
    mo, hidden = cast.mo, factories.question(app, cast.carla, "Hidden zebra")
    for number in (asked, hidden):
        answer = factories.answer(app, number, cast.dan)
        with site(app):
            threads.accept_solution(
                db.session.get_one(Question, number), db.session.get_one(Answer, answer), cast.carla
            )
    with site(app):
        threads.hide(db.session.get_one(Question, hidden), mo, because="rude")
        actions.tell(cast.bob.id, "followed_asked", "/questions/9", who="Eve", title="Another")
    with app.app_context():
        due: datetime = db.session.query(DigestDue).filter_by(cadence="daily").one().due_at
    digests_at(app, due + timedelta(seconds=1))
    mail = digest_of(app)
    assert mail["subject"].startswith("Your day at Askwell")  # type: ignore[attr-defined]
    assert "Solved where you follow" in str(mail["text"])
    assert "Card declined" in str(mail["text"])
    assert "zebra" not in str(mail["text"])


def test_a_digest_that_waits_for_a_server_is_written_again_without_what_was_hidden(
    app: Askwell, cast: Cast
) -> None:
    from forum.core import jobs, sending
    from forum.core.jobs import Job

    digests_on(app, cast.bob)
    mo, asked = cast.mo, factories.question(app, cast.bob, "Where is my zebra?")
    vote(app, cast.carla, f"question:{asked}")
    vote(app, cast.carla, f"question:{factories.question(app, cast.bob, 'Second')}")
    next_week(app)
    with site(app):
        db.session.get_one(Question, asked).deleted_at = clock.now()
        db.session.get_one(Question, asked).deleted_by_id = mo.id
    with clock.moved(timedelta(days=8)), site(app):
        while jobs.run_once(sending.KIND):
            pass
        assert db.session.query(Job).filter_by(kind=sending.KIND).count() == 0
    digests_at(app, clock.now() + timedelta(days=9))
    text = str(digest_of(app)["text"])
    assert "Second" in text
    assert "zebra" not in text
