"""Ana answers in the thread or in private: she sees which, and it never changes behind her back."""

from __future__ import annotations

import io

import pytest

from forum import Askwell
from forum.core import drafts
from forum.core.db import db
from forum.support.private.models import PrivateMessage
from forum.threads.models import Answer
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.support.answering.stage import case_of_dan, fields, whisper
from tests.support.stage import case_of, path_of

SECRET = "My number is AB-48213-7."


def answers(app: Askwell) -> list[str]:
    with app.app_context():
        return [each.body for each in db.session.query(Answer)]


def messages(app: Askwell) -> list[str]:
    with app.app_context():
        return [
            each.body
            for each in db.session.query(PrivateMessage).filter_by(staff=True).order_by(PrivateMessage.id)
        ]


def test_both_ways_say_what_they_do(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    assert "Reply publicly" in page.text
    assert "Reply privately to Dan" in page.text
    assert "Only Dan and our team can read it." in page.text
    assert fields(page)["audience"] == "public"


def test_a_private_reply_reaches_dan_and_nobody_else(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = browser.submit(page, "replies", button="privately", audience="private", body="Send us zorserial.")
    assert "Your private reply is sent" in page.text
    assert answers(app) == []
    assert case_of(app, question)["state"] == "waiting"
    assert "zorserial" in browser.sign_in(cast.dan).get(path_of(app, question)).text
    for other in (browser.sign_in(cast.bob), browser.sign_out()):
        assert "zorserial" not in other.get(path_of(app, question)).html


def test_it_begins_where_dan_wrote_last(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = case_of_dan(app, cast)
    browser.sign_in(cast.ana)
    whisper(app, question, cast.dan, SECRET)
    assert fields(browser.get(f"/desk/cases/{case}"))["audience"] == "private"
    whisper(app, question, cast.ana, "Thank you.")
    assert fields(browser.get(f"/desk/cases/{case}"))["audience"] == "private"
    dan = Browser(app).sign_in(cast.dan)
    dan.submit(dan.get(path_of(app, question)), "answers", body="It works on the other cable.")
    assert fields(browser.get(f"/desk/cases/{case}"))["audience"] == "public"


def test_the_choice_is_kept_in_the_draft(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    with site(app):
        drafts.save(cast.ana.id, f"case:{case}", {"body": "Half a sent", "audience": "private"})
    found = fields(browser.sign_in(cast.ana).get(f"/desk/cases/{case}"))
    assert (found["audience"], found["body"]) == ("private", "Half a sent")


def test_the_choice_is_kept_after_an_error(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = browser.submit(page, "replies", button="privately", audience="private", body="  ")
    assert page.status == 422
    assert fields(page)["audience"] == "private"


def test_the_choice_is_kept_when_a_colleague_was_quicker(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    whisper(app, question, cast.mo, "I have it.")
    page = browser.submit(page, "replies", button="privately", audience="private", body="Mine as well.")
    assert page.status == 409
    assert "A colleague replied while you were writing" in page.text
    assert (fields(page)["audience"], fields(page)["body"]) == ("private", "Mine as well.")
    assert fields(browser.get(f"/desk/cases/{case}"))["body"] == "Mine as well."
    browser.submit(page, "replies", button="privately")
    assert messages(app) == ["I have it.", "Mine as well."]


def test_a_case_that_was_closed_meanwhile_costs_no_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    bob = Browser(app).sign_in(cast.bob)
    bob.submit(bob.get(path_of(app, question)), "answers", body="A new cable did it.")
    dan = Browser(app).sign_in(cast.dan)
    dan.submit(dan.get(path_of(app, question)), "solution")
    page = browser.submit(page, "replies", button="privately", audience="private", body="One more thing.")
    assert page.status == 409
    assert (fields(page)["audience"], fields(page)["body"]) == ("private", "One more thing.")


def test_the_choice_survives_a_session_that_ended(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    browser.sign_out()
    page = browser.submit(page, "replies", button="privately", audience="private", body="Only for Dan.")
    said = "Only the customer and our team can read it."
    assert said in page.text
    page = browser.submit(page, "Send")  # whoever is signed out is asked to sign in first
    page = browser.sign_in(cast.ana).get(page.path.partition("next=")[2].replace("%2F", "/"))
    assert said in page.text
    assert page.html.count("audience") == page.html.count('type="hidden" name="audience" value="private"')
    browser.submit(page, "Send")
    assert (answers(app), messages(app)) == ([], ["Only for Dan."])


@pytest.mark.parametrize(("chosen", "pressed"), [("private", "publicly"), ("public", "privately")])
def test_a_button_that_says_something_else_sends_nothing(
    app: Askwell, cast: Cast, browser: Browser, chosen: str, pressed: str
) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    page = browser.submit(page, "replies", button=pressed, audience=chosen, body="To whom?")
    assert page.status == 422
    assert "Nothing was sent" in page.text
    assert (answers(app), messages(app)) == ([], [])
    assert fields(page)["body"] == "To whom?"


def test_a_number_of_the_private_part_is_not_published_unseen(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, case = case_of_dan(app, cast)
    whisper(app, question, cast.dan, f"{SECRET} Write to dan.private@example.org.")
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    said = "We sent AB-48213-7 to dan.private@example.org."
    page = browser.submit(page, "replies", button="publicly", audience="public", body=said)
    assert page.status == 422
    assert "This stands only in the private part" in page.text
    assert answers(app) == []
    more = said + " Ring 0049-170-5550199."
    whisper(app, question, cast.dan, "My telephone: 0049-170-5550199")
    sure = next(line for line in page.html.split('name="sure" value="')[1:]).partition('"')[0]
    fresh = fields(browser.get(f"/desk/cases/{case}"))["seen"]
    again = browser.submit(page, "replies", button="publicly", body=more, sure=sure, seen=fresh)
    assert again.status == 422  # what was looked at were the others
    browser.submit(again, "replies", button="publicly", body=said, sure=sure)
    assert answers(app) == [said]


def test_what_everybody_reads_anyhow_is_no_secret(app: Askwell, cast: Cast, browser: Browser) -> None:
    question, case = case_of_dan(app, cast, "Order 48213 did not come")
    whisper(app, question, cast.dan, "It is 48213.")
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    browser.submit(page, "replies", button="publicly", audience="public", body="48213 is on its way.")
    assert answers(app) == ["48213 is on its way."]


def test_a_file_goes_along_in_private_and_waits_for_words(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
    token = [(k, v) for k, v in page.form("replies").fields if k in ("csrf_token", "form_key")]
    sent = dict([*token, ("audience", "private"), ("body", "x" * 30_001)])
    answer = browser.client.post(
        f"/desk/cases/{case}/replies",
        data={**sent, "files": (io.BytesIO(b"How to open it."), "manual.txt")},
        content_type="multipart/form-data",
    )
    refused = Page(answer, f"/desk/cases/{case}/replies")
    assert refused.status == 422
    assert "manual.txt" in refused.text
    browser.submit(refused, "replies", button="privately", body="Here it is.")
    with app.app_context():
        (message,) = db.session.query(PrivateMessage)
        assert (message.body, message.files) == ("Here it is.", 1)
    assert "manual.txt" in browser.get(f"/desk/cases/{case}").text
