"""Somebody new writes: what looks like advertising waits for a moderator, who reads why; everybody else notices nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import form_signs
from forum.core.db import db
from forum.notifications.models import Notice
from forum.spam import classifier, policy, reading
from forum.threads.models import Answer
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.spam.stage import SPAM, TITLE, ask, judgement, newest, waiting


def test_advertising_is_held_and_a_moderator_reads_why(app: Askwell, cast: Cast, browser: Browser) -> None:
    topic = str(factories.topic(app))
    page = ask(browser.sign_in(cast.dan), TITLE, SPAM, topic="orders")
    assert "Our team looks at it" in page.text, topic
    question = newest(app)
    assert browser.sign_out().get(question.path).status == 404
    assert TITLE not in browser.get("/questions").text
    assert [str(target) for target in waiting(app)] == [question.document]

    desk = browser.sign_in(cast.mo).get("/moderation/spam")
    assert TITLE in desk.text
    assert "customer care" in desk.text
    assert "a telephone number" in desk.text
    assert "Held" in desk.text


def test_a_customer_with_a_trouble_is_let_through(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.topic(app)
    body = "I paid with my card and got charged twice. I called your support number, nobody answered. Can I get a refund?"
    page = ask(browser.sign_in(cast.carla), "Charged twice for one order", body, topic="orders")
    assert "Your question is posted" in page.text
    assert waiting(app) == []
    found = judgement(app, newest(app).document)
    assert found is not None
    assert (found.verdict, found.words) == (policy.FINE, [])


@pytest.mark.parametrize(("role", "trust"), [("customer", 2), ("agent", 0)])
def test_who_is_trusted_is_not_even_judged(app: Askwell, cast: Cast, role: str, trust: int) -> None:
    known = cast.make("kim", role=role, trust=trust)
    number = factories.question(app, known, TITLE, SPAM)
    assert judgement(app, f"question:{number}") is None
    assert waiting(app) == []


def test_a_strange_form_alone_holds_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.topic(app)
    browser.sign_in(cast.carla)
    page = ask(browser, "How do I change my address?", "I moved house last week.", topic="orders",
               **{form_signs.TRAP: "https://me.example"})  # fmt: skip
    assert "Your question is posted" in page.text
    found = judgement(app, newest(app).document)
    assert found is not None
    assert found.signs == ["trap", "quick"]
    assert found.verdict != policy.HOLD_IT
    assert policy.verdict(text_odds=-9, whole_odds=9) == policy.REVIEW_IT


def test_the_same_words_from_another_account_speak_for_spam(app: Askwell, cast: Cast) -> None:
    words = "My parcel with the blue lamp never came to my house and the seller keeps silent about it since last spring."
    factories.question(app, cast.carla, "Where is it?", words)
    again = factories.question(app, cast.dan, "Where is it?", words)
    found = judgement(app, f"question:{again}")
    assert found is not None
    assert "same text" in found.signs


def test_who_asked_hears_of_a_held_answer_only_when_it_is_let_go(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = factories.question(app, cast.carla)
    page = browser.sign_in(cast.dan).get(f"/questions/{asked}-x")
    browser.submit(page, "Post the answer", body=SPAM)
    assert told(app, cast.carla.id) == []
    with site(app):
        assert db.session.scalars(sa.select(Answer)).one().hidden_at is not None

    desk = browser.sign_in(cast.mo).get("/moderation/spam")
    browser.submit(desk, "It is no spam")
    assert told(app, cast.carla.id) == ["answered"]
    assert SPAM[:40] in browser.sign_out().get(f"/questions/{asked}-x").text


def told(app: Askwell, person_id: int) -> list[str]:
    with site(app):
        chosen = sa.select(Notice.kind).where(Notice.person_id == person_id, Notice.kind == "answered")
        return list(db.session.scalars(chosen))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Call 1-800 555 0199 now", ":a telephone number"),
        ("Call ❽❸-❻❾❾❷-❹❹-❼❻❶ now", ":a telephone number"),
        ("pay\u200bpal", ":unseen characters"),
        ("pаypal with a Cyrillic letter", ":letters of another script"),
        ("write to me on Telegram", ":a messenger"),
        ("see https://www.shop.example/x", ":link to shop.example"),
    ],
)
def test_the_filter_sees_through_disguises(text: str, form: str) -> None:
    assert form in reading.read("", text).names


def test_words_are_read_in_every_script() -> None:
    assert "加微信" in reading.read("", "赚钱请加微信吧").names
    assert "loan app" in reading.read("", "LOAN　ＡＰＰ").names
    assert len(reading.read("", "").marks) == 0
    assert classifier.prior().log_odds(reading.read("", "").marks) < policy.REVIEW
