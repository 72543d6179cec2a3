"""Mails that nobody may believe by themselves: Ana looks at them, makes cases of them, or discards them."""

from __future__ import annotations

import sqlalchemy as sa

from forum import Askwell
from forum.accounts import queries as accounts
from forum.core.db import db
from forum.support.inbound.models import InboundMail
from forum.support.models import Case
from forum.threads.models import Question
from tests.accounts import mails
from tests.factories import Cast, topic
from tests.pages import Browser
from tests.support.inbound.stage import REPLY, answerable, deliver, written

WORDS = "My card 4000-1234 is refused in zorville. Please help."


def arrived(app: Askwell, sender: str = "Nina N <nina@example.net>", **headers: str) -> InboundMail:
    return deliver(answerable(app), written(sender, REPLY, WORDS, "Card refused", **headers))


def test_a_stranger_becomes_a_case_and_is_told_and_her_words_stay_private(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    topic(app)
    found = arrived(app)
    assert (found.state, found.reason) == ("review", "no address")
    assert mails.waiting(app) == []
    browser.sign_in(cast.ana)
    listed = browser.get("/desk/mail")
    assert "Card refused" in listed.text
    page = browser.get(listed.link("Card refused"))
    refused = browser.submit(page, "Make it a question", topic="", body="A card is refused.")
    assert refused.status == 422
    assert "A card is refused." in refused.html
    made = browser.submit(page, "Make it a question", topic="orders", body="A card is refused.")
    assert "It is a question and a case now" in made.text
    with app.app_context():
        nina = accounts.by_email("nina@example.net")
        assert nina is not None
        assert (nina.name, nina.password_hash) == ("Nina N", "")
        asked = db.session.scalars(sa.select(Question)).one()
        case = db.session.scalars(sa.select(Case)).one()
        assert (asked.author_id, case.customer_id, asked.title) == (nina.id, nina.id, "Card refused")
        number = asked.id
    [told] = mails.waiting(app)
    assert told["to"] == "nina@example.net"
    assert "zorville" not in told["text"]
    assert "zorville" not in Browser(app).get(f"/questions/{number}-x").html
    assert "zorville" in browser.get(f"/questions/{number}-x").html
    assert browser.get("/desk/mail").has_form("Discard the chosen ones") is False


def test_a_mail_is_linked_to_another_account(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    found = arrived(app, "carla@work.example")
    carla = cast.carla
    page = browser.sign_in(cast.ana).get(f"/desk/mail/{found.id}")
    browser.submit(
        page, "Make it a question", email="Carla@example.com", topic="orders", body="A card is refused."
    )
    with app.app_context():
        assert db.session.scalars(sa.select(Question.author_id)).one() == carla.id
        assert accounts.by_email("carla@work.example") is None


def test_a_mail_that_names_a_customer_does_not_speak_for_her(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    cast.carla
    found = arrived(app, "Carla <carla@example.com>")
    assert (found.state, found.person_id) == ("review", None)
    page = browser.sign_in(cast.ana).get(f"/desk/mail/{found.id}")
    assert "does not prove" in page.text
    assert not page.has_form("Post it as a reply")


def test_what_is_discarded_is_answered_to_nobody(app: Askwell, cast: Cast, browser: Browser) -> None:
    first, second = arrived(app, "spam@example.net"), arrived(app, "more@example.net")
    page = browser.sign_in(cast.ana).get("/desk/mail")
    after = browser.submit(page, "Discard the chosen ones", mail=[str(first.id), str(second.id)])
    assert "Discarded" in after.text
    assert "No mail here" in after.text
    assert mails.waiting(app) == []
    again = browser.post(f"/desk/mail/{first.id}/question")
    assert again.status in (400, 403)


def test_a_mail_is_decided_once(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic(app)
    found = arrived(app)
    page = browser.sign_in(cast.ana).get(f"/desk/mail/{found.id}")
    browser.submit(page, "Make it a question", topic="orders", body="A card is refused.")
    assert browser.submit(page, "Make it a question", topic="orders", body="A card is refused.").status == 403
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Question)) == 1


def test_a_mail_too_large_is_kept_in_part_for_a_person(app: Askwell, cast: Cast, monkeypatch: object) -> None:
    from forum.support.inbound import policy

    mail = written("nina@example.net", REPLY, WORDS, "Card refused")
    mail.add_attachment(b"0" * 2_000_000, maintype="application", subtype="zip", filename="all.zip")
    before = policy.BYTES_MAX
    policy.BYTES_MAX = 1_000_000
    try:
        found = deliver(answerable(app), mail)
    finally:
        policy.BYTES_MAX = before
    assert found.state == "review"
    assert found.subject == "Card refused"
    assert found.text == WORDS
    assert found.size > 2_000_000


def test_a_report_that_a_mail_of_ours_was_not_delivered_is_noted_on_the_address(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from tests.factories import answer, question

    number = question(answerable(app), cast.carla)
    answer(app, number, cast.bob)
    [ours] = mails.waiting(app)
    report = (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: help@help.example.com\nMessage-ID: <{n}@mx.example>\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        "Sorry.\n\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 no such zorbox\n\n"
        "--b\nContent-Type: message/rfc822\n\nMessage-ID: {id}\nSubject: x\n\nx\n\n--b--\n"
    )
    cast.bob
    browser.sign_in(cast.ana)
    for n, (to, message_id) in enumerate(
        [("carla@example.com", "<made.up@evil.example>"), ("bob@example.com", ours["message_id"])]
    ):
        found = deliver(app, report.format(n=n, to=to, id=message_id).encode())
        assert found.state == "bounce"
        assert "zorbox" not in browser.get("/desk/mail/outgoing").html, "anybody can write such a report"
    deliver(app, report.format(n=9, to="carla@example.com", id=ours["message_id"]).encode())
    page = browser.get("/desk/mail/outgoing")
    assert "550 no such zorbox" in page.text
    assert "Carla" in page.text


def test_customers_see_none_of_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    found = arrived(app)
    browser.sign_in(cast.carla)
    for path in ("/desk/mail", f"/desk/mail/{found.id}", "/desk/mail/outgoing"):
        assert browser.get(path).status == 403
