"""Carla chooses what she is told, where and when; also from a mail, without signing in."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.core.jobs import Job
from forum.notifications import actions, mailing, queries
from forum.notifications.saying import MAIL_JOB
from tests import factories, mails
from tests.factories import Cast, site
from tests.notifications.stage import chosen, has_clock, next_week, texts, vote
from tests.pages import Browser


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def test_the_table_says_what_holds_and_takes_what_she_chooses(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    page = browser.sign_in(cast.carla).get("/my/notices/choices")
    assert "Cases I hold" not in page.text
    form = dict(page.form("Save").fields)
    assert (form["mail.answers"], form["mail.votes"], form["mail.weekly"]) == ("at once", "off", "off")
    assert ("inbox.votes" in form, "inbox.weekly" in form, "mail.moderation" in form) == (True, False, False)
    page = browser.submit(
        page,
        "Save",
        **{"mail.answers": "off", "inbox.votes": None, "zone": "Asia/Tokyo", "digest_hour": "21"},
    )
    assert "Saved." in page.text
    form = dict(page.form("Save").fields)
    assert (form["mail.answers"], form["zone"], form["digest_hour"]) == ("off", "Asia/Tokyo", "21")
    assert "inbox.votes" not in form
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    assert texts(app, cast.carla) == []
    assert "Cases I hold" in Browser(app).sign_in(cast.ana).get("/my/notices/choices").text


def test_what_makes_no_sense_is_said_and_kept(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.carla).get("/my/notices/choices")
    page = browser.submit(page, "Save", zone="Mars/Base", quiet_from="22", **{"mail.votes": "daily"})
    assert page.status == 422
    assert "Choose a time zone of the list." in page.text
    assert "Quiet hours have a beginning and an end." in page.text
    form = dict(page.form("Save").fields)
    assert (form["quiet_from"], form["mail.votes"]) == ("22", "daily")
    page = browser.submit(page, "Save", zone="", quiet_from="", **{"mail.votes": "hourly"})
    assert dict(page.form("Save").fields)["mail.votes"] == "off"  # nobody offered "hourly"


def test_in_quiet_hours_the_mail_waits_for_their_end(app: Askwell, cast: Cast) -> None:
    now = clock.now().astimezone(UTC)
    has_clock(app, cast.carla, quiet_from=now.hour, quiet_until=(now.hour + 2) % 24)
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    with app.app_context():
        due = db.session.query(Job).filter_by(kind=MAIL_JOB).one().run_at
    assert due.minute == due.second == 0
    assert (due.hour - now.hour) % 24 in (2, 3)
    assert texts(app, cast.carla) == []  # asked again when it goes: it is still quiet
    with clock.moved(timedelta(hours=3)):
        assert len(texts(app, cast.carla)) == 1


def test_a_mail_of_one_kind_ends_by_one_click_and_comes_again_as_it_was(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    chosen(app, cast.bob, votes="at once")
    asked = factories.question(app, cast.bob)
    vote(app, cast.carla, f"question:{asked}")
    (mail,) = mails.waiting(app, "bob@example.com")
    address = mail["headers"]["List-Unsubscribe"].strip("<>")
    assert mail["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "No more mails like this" in mail["html"]
    assert browser.get(path(address)).has_form("No more mails")  # opening it changes nothing
    pressed = browser.post(path(address), {"List-Unsubscribe": "One-Click"}, Origin="https://mail.example")
    assert "You get no more mails of this kind: Others found what I wrote helpful." in pressed.text
    vote(app, cast.dan, f"question:{asked}")
    factories.answer(app, asked, cast.carla)
    assert [m["subject"][:9] for m in mails.waiting(app, "bob@example.com")] == ["Somebody ", "An answer"]
    browser.submit(pressed, "Send me mails again")
    with app.app_context():
        assert queries.chosen(cast.bob.id)["votes"].mail == "at once"


def test_from_a_mail_the_table_opens_without_signing_in_until_addresses_are_revoked(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    (mail,) = mails.waiting(app, "carla@example.com")
    link = re.search(r"https?://[^/]+(/mail/choices/\S+)", mail["text"])
    assert link
    page = browser.get(link[1])
    assert "carla@example.com" not in page.text
    assert not page.has_form("Make them worthless")
    page = browser.submit(page, "Save", no_mail="1")
    assert "no_mail" in dict(page.form("Save").fields)
    factories.answer(app, factories.question(app, cast.carla, "Another"), cast.bob)
    assert len(mails.waiting(app, "carla@example.com")) == 1
    with site(app):
        mailing.revoke(cast.carla.id)
    assert browser.get(link[1]).status == 404


def test_what_waits_for_a_digest_goes_as_she_chooses_now(app: Askwell, cast: Cast) -> None:
    chosen(app, cast.bob, votes="daily")
    asked = factories.question(app, cast.bob)
    vote(app, cast.carla, f"question:{asked}")
    chosen(app, cast.bob, votes="off")
    next_week(app)
    assert texts(app, cast.bob) == []
    vote(app, cast.dan, f"question:{asked}")
    chosen(app, cast.bob, votes="weekly")
    vote(app, cast.make("eve"), f"question:{asked}")
    chosen(app, cast.bob, votes="daily")
    next_week(app)
    (text,) = texts(app, cast.bob)
    assert "Somebody found" in text


def test_a_clock_changed_moves_the_digest_that_waits(app: Askwell, cast: Cast) -> None:
    from forum.notifications.models import DigestDue

    chosen(app, cast.bob, votes="weekly")
    vote(app, cast.carla, f"question:{factories.question(app, cast.bob)}")
    has_clock(app, cast.bob, zone="Asia/Tokyo", digest_hour=6, digest_day=2)
    with app.app_context():
        due: datetime = db.session.query(DigestDue).one().due_at
    assert (due.hour, due.weekday()) == (21, 1)  # Wednesday six o'clock there is Tuesday evening in UTC


def test_a_mail_waits_two_minutes_in_which_what_it_tells_may_be_undone(app: Askwell, cast: Cast) -> None:
    with app.app_context():
        before = clock.now()
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    with app.app_context():
        assert db.session.query(Job).filter_by(kind=MAIL_JOB).one().run_at >= before + timedelta(minutes=2)


def test_the_admin_shortens_the_minutes(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.root).get("/admin/settings")
    browser.submit(page, "notices", button="Save", **{"notices.grace_minutes": "0"})
    factories.answer(app, factories.question(app, cast.carla), cast.bob)
    with app.app_context():
        assert db.session.query(Job).filter_by(kind=MAIL_JOB).one().run_at <= clock.now()
    with site(app):
        actions.read_all(cast.carla)
