"""Dan says in private what others need not know, in the ask form and later; nothing of it is ever on others' pages."""

from __future__ import annotations

import io
import re

from forum import Askwell
from forum.accounts import sessions
from forum.attachments.models import Attachment
from forum.core.db import db
from forum.core.jobs import Job
from forum.support.private.models import PrivateMessage
from forum.threads.models import Answer, Question
from tests import factories
from tests.attachments.test_bring import picture
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.privacy.leaving import everything_in, taken
from tests.support.stage import case_of, path_of, question_of
from tests.support.test_private import say


def log() -> tuple[io.BytesIO, str]:
    return io.BytesIO(b"error 17 zebrafile"), "zebraname.log"


def ask(browser: Browser, **more: object) -> Page:
    page = browser.get("/ask")
    return browser.submit(
        page,
        "Post the question",
        title="Screen stays black",
        body="It only shows the logo.",
        topic="devices",
        private="My serial number is zebra-77.",
        files=[log()],
        **more,
    )


def test_dan_asks_with_details_that_only_the_team_sees(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.topic(app, "devices", "Devices")
    page = ask(browser.sign_in(cast.dan))
    assert "zebra-77" in page.text
    assert "zebraname.log" in page.text
    assert "18 Bytes" in page.text
    file = page.link("zebraname.log")
    assert browser.get(file).response.data == b"error 17 zebrafile"
    agent = Browser(app).sign_in(cast.ana)
    assert "zebra-77" in agent.get(page.path).text
    assert agent.get(file).response.data == b"error 17 zebrafile"
    for other in (Browser(app), Browser(app).sign_in(cast.bob)):
        seen = other.get(page.path).html.lower()
        assert "zebra" not in seen
        assert "private" not in seen  # not even that there is something, nor how much
        assert b"zebrafile" not in other.get(file).response.data
        number = re.search(r"/questions/(\d+)", page.path)[1]  # type: ignore[index]
        assert "zebra" not in other.get(f"/questions/{number}/private").html
    assert Browser(app).sign_in(cast.bob).get(file).status == 404


def test_a_file_is_only_ever_downloaded_and_runs_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.topic(app, "devices", "Devices")
    page = ask(browser.sign_in(cast.dan))
    headers = browser.get(page.link("zebraname.log")).response.headers
    assert headers["Content-Disposition"].startswith('attachment; filename="zebraname.log"')
    assert headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_mistake_in_the_form_costs_neither_words_nor_files(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    factories.topic(app, "devices", "Devices")
    page = browser.sign_in(cast.dan).get("/ask")
    page = browser.submit(page, "Post", title="", topic="", body="x", private="zebra-77", files=[log()])
    assert page.status == 422
    assert "zebra-77" in page.html
    assert "zebraname.log" in page.text
    page = browser.submit(page, "Post", title="Screen stays black", topic="devices")
    assert "zebraname.log" in page.text
    refused = (io.BytesIO(b"<script>"), "page.html")
    page = browser.submit(
        browser.get("/ask"), "Post", title="Another one", body="x", topic="devices", files=[log(), refused]
    )
    assert page.status == 422
    assert "We take no others" in page.text
    page = browser.submit(page, "Post")
    assert "zebraname.log" in page.text
    with app.app_context():
        assert db.session.query(Question).count() == 2


def test_an_expired_session_loses_neither_words_nor_files(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = f"/questions/{question_of(app, cast.dan)}/private"
    page = browser.sign_in(cast.dan).get(path)
    browser.client.delete_cookie(sessions.COOKIE)
    page = browser.submit(page, "/private", private="My serial number is zebra-77.", files=[log()])
    assert "Nothing is lost" in page.text
    page = browser.submit(page, "/private")  # he must sign in first
    assert "/sign-in" in page.path
    kept = re.search(r"next=([^&]+)", page.path)[1].replace("%2F", "/")  # type: ignore[index]
    page = browser.sign_in(cast.dan).get(kept)
    page = browser.submit(page, "/private")
    assert "zebra-77" in page.text
    assert "zebraname.log" in page.text


def test_a_guest_asks_by_mail_link_and_her_private_words_and_files_go_along(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    factories.topic(app, "devices", "Devices")
    ask(browser, email="gail@example.com")
    with site(app):
        link = db.session.query(Job).filter_by(kind="mail").one().payload["text"]
    path = re.search(r"http://localhost(/\S+)", link)[1]  # type: ignore[index]
    elsewhere = Browser(app)
    page = elsewhere.submit(elsewhere.get(path), "Go on", name="Gail")
    page = elsewhere.submit(page, "/ask")
    assert "zebra-77" in page.text
    assert elsewhere.get(page.link("zebraname.log")).response.data == b"error 17 zebrafile"


def test_ana_asks_for_the_bill_and_dan_answers_with_a_picture(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = question_of(app, cast.dan)
    page = browser.sign_in(cast.ana).get(path_of(app, question))
    page = browser.get(page.link("Write in private"))
    page = browser.submit(page, "/private", private="Please send the bill.", needs="1")
    assert case_of(app, question)["state"] == "waiting"
    page = browser.sign_in(cast.dan).get(f"/questions/{question}/private")
    assert "Needs something from you" in page.text
    page = browser.submit(page, "/private", private="", files=[(io.BytesIO(picture()), "bill.png")])
    assert case_of(app, question)["state"] == "open"
    shown = browser.client.get(page.link("bill.webp"))
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.mimetype == "image/webp"
    page = browser.submit(page, "/private", private="   ")
    assert page.status == 422


def test_too_many_or_too_large_files_are_said_beside_the_form(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = question_of(app, cast.dan)
    page = browser.sign_in(cast.dan).get(f"/questions/{question}/private")
    six = [(io.BytesIO(b"x"), f"{n}.txt") for n in range(6)]
    page = browser.submit(page, "/private", private="Six files", files=six)
    assert (page.status, "too many files" in page.text) == (422, True)
    large = (io.BytesIO(b"x" * (8 * 1024 * 1024 + 1)), "large.txt")
    page = browser.get(f"/questions/{question}/private")
    page = browser.submit(page, "/private", private="A large one", files=[large])
    assert (page.status, "too large" in page.text) == (422, True)
    assert "A large one" in page.html


def test_erasing_dans_account_takes_private_words_and_files_along(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from forum.attachments import files
    from forum.core import jobs
    from forum.privacy.erasing import actions as privacy

    factories.topic(app, "devices", "Devices")
    page = ask(browser.sign_in(cast.dan))
    question = int(re.search(r"/questions/(\d+)", page.path)[1])  # type: ignore[index]
    say(app, question, cast.ana, "Thank you, zebra-77.")
    exported = everything_in(taken(browser))
    assert "zebra-77" in exported
    assert "zebraname.log" in exported
    with site(app):
        key = db.session.query(Attachment.key).scalar()
        privacy.erase(cast.dan.id, "stay")
    with app.app_context():
        jobs.run_until_empty()
        assert db.session.query(PrivateMessage).count() == 0
        assert db.session.query(Attachment).count() == 0
        assert files.read(key) is None


def test_ana_publishes_a_summary_and_must_look_at_what_is_private(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question = question_of(app, cast.dan)
    say(app, question, cast.dan, "My card 4111 1111 1111 1111 is of Jane Miller, jane@mail.example.")
    page = browser.sign_in(cast.ana).get(f"/questions/{question}/private/summary")
    page = browser.submit(
        page, "summary", "Publish", body="The card 4111-1111-1111-1111 of Jane was blocked."
    )
    assert page.status == 422
    assert "<mark>4111-1111-1111-1111</mark>" in page.html
    assert "<mark>Jane</mark>" in page.html
    with app.app_context():
        assert db.session.query(Answer).count() == 0
    # What was confirmed was another text.
    mark = re.search(r'name="confirmed" value="(\w+)"', page.html)[1]  # type: ignore[index]
    again = browser.submit(page, "summary", "Publish", body="Jane Miller, jane@mail.example", confirmed=mark)
    assert again.status == 422
    page = browser.submit(page, "summary", "Publish", confirmed=mark)
    assert "4111-1111-1111-1111" in page.text
    with app.app_context():
        answer = db.session.query(Answer).one()
        assert (answer.staff, answer.author_id) == (True, cast.ana.id)
    page = browser.get(f"/questions/{question}/private/summary")
    page = browser.submit(page, "summary", "Publish", body="The card was blocked; it is open again.")
    assert "it is open again" in page.text


def test_only_staff_publish(app: Askwell, cast: Cast, browser: Browser) -> None:
    question = question_of(app, cast.dan)
    for person in (cast.dan, cast.bob):
        assert browser.sign_in(person).get(f"/questions/{question}/private/summary").status == 403
