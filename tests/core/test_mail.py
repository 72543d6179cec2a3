"""What leaves: threads, reply addresses, one click to end it. As the mail server gets it."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import mail, reply_addresses, sending
from forum.notifications import mailing
from tests.accounts import mails
from tests.factories import Cast, answer, question, site
from tests.pages import Browser

TEMPLATES = Path(__file__).resolve().parents[2] / "templates" / "email"
REPLY = "reply@help.example.com"


@pytest.fixture
def answerable(app: Askwell) -> Askwell:
    """A site with inbound mail."""
    app.config["SETTINGS"].reply_address = REPLY
    return app


def sent(app: Askwell, to: Person) -> Sequence[EmailMessage]:
    """The mails that wait for somebody, as a server would get them."""
    sender = app.config["SETTINGS"].mail_from
    return [
        message_from_bytes(sending.compose(m, sender).as_bytes(), policy=default)  # type: ignore[misc]
        for m in mails.waiting(app)
        if m["to"] == to.email
    ]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def token(app: Askwell, message: EmailMessage) -> reply_addresses.Token:
    found = reply_addresses.read(REPLY, str(message["Reply-To"]))
    assert found is not None, message["Reply-To"]
    return found


def test_all_mails_of_one_question_form_one_thread_and_can_be_answered(
    answerable: Askwell, cast: Cast
) -> None:
    asked = question(answerable, cast.carla)
    answer(answerable, asked, cast.bob)
    answer(answerable, asked, cast.ana)
    other = question(answerable, cast.carla, "Another question")
    answer(answerable, other, cast.bob)
    first, second, elsewhere = sent(answerable, cast.carla)
    assert first["References"] == second["References"] == second["In-Reply-To"] != elsewhere["References"]
    assert len({m["Message-ID"] for m in (first, second, elsewhere)}) == 3
    said = token(answerable, first)
    assert (said.about, said.person_id) == (f"question:{asked}", cast.carla.id)
    key = answerable.config["SECRET_KEY"]
    assert reply_addresses.holds(key, said, mailing.bound_to("carla@example.com", 0))
    for kind in ("plain", "html"):
        assert "posted for everybody to read" in text_of(first, kind)
    assert text_of(first).lstrip().startswith(mail.REPLY_MARK)


def test_without_inbound_mail_no_reply_line_is_promised(app: Askwell, cast: Cast) -> None:
    answer(app, question(app, cast.carla), cast.bob)
    [message] = sent(app, cast.carla)
    assert message["Reply-To"] is None
    assert message["References"]
    assert "above this line" not in text_of(message) + text_of(message, "html")


def test_a_private_matter_says_who_reads_the_reply(answerable: Askwell, cast: Cast) -> None:
    asked = question(answerable, cast.carla)
    with site(answerable):
        for about in (f"private:{asked}", f"question:{asked}"):
            mail.send_later(
                "carla@example.com",
                "case_resolved",
                "en",
                about=about,
                title="Card",
                name="Carla",
                url="http://x/",
            )
    private, public = sent(answerable, cast.carla)
    assert "Only you and our team see it" in text_of(private)
    assert token(answerable, private).about == f"private:{asked}"
    assert private["References"] == public["References"]


def test_a_reply_address_is_signed_for_one_person_and_one_thing_and_can_be_revoked(
    answerable: Askwell, cast: Cast
) -> None:
    key, bound = answerable.config["SECRET_KEY"], mailing.bound_to("carla@example.com", 0)
    carla = cast.carla
    with answerable.app_context():
        assert mailing.answerable("Carla@Example.com") == (carla.id, bound)
    made = reply_addresses.make(key, "question:34", cast.carla.id, bound)
    whole = reply_addresses.address(REPLY, made)
    assert whole == f"reply+{made}@help.example.com"
    assert len(whole.partition("@")[0]) <= 64
    good = reply_addresses.read(REPLY, whole.upper())  # some servers write it so
    assert good is not None
    assert reply_addresses.holds(key, good, bound)
    for wrong in ("q35-", "p34-"):
        forged = reply_addresses.read(REPLY, whole.replace("q34-", wrong))
        assert forged is not None
        assert not reply_addresses.holds(key, forged, bound)
    other = reply_addresses.read(REPLY, whole.replace(f"-{cast.carla.id}-", f"-{cast.carla.id + 1}-"))
    assert other is not None
    assert not reply_addresses.holds(key, other, bound)
    with site(answerable):
        mailing.revoke(cast.carla.id)
    with answerable.app_context():
        found = mailing.answerable("carla@example.com")
    assert found is not None
    assert not reply_addresses.holds(key, good, found[1])
    for nothing in (
        REPLY,
        f"reply+{made}@elsewhere.example",
        f"{made}@help.example.com",
        "reply+q0-1-x@help.example.com",
    ):
        assert reply_addresses.read(REPLY, nothing) is None


def test_one_click_ends_the_mails_of_a_question_without_signing_in(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked, other = question(app, cast.carla), question(app, cast.carla, "Another one")
    answer(app, asked, cast.bob)
    [message] = sent(app, cast.carla)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = "/" + str(message["List-Unsubscribe"]).strip("<>").split("/", 3)[3]
    assert next(line for line in text_of(message).splitlines() if path in line).startswith("http")
    for _ in range(2):  # a scanner opens every link
        assert "No more mails about this question?" in browser.get(path).text
    answer(app, asked, cast.dan)
    assert len(sent(app, cast.carla)) == 2
    pressed = browser.post(path, {"List-Unsubscribe": "One-Click"}, Origin="https://mail.example")
    assert pressed.status == 200
    answer(app, asked, cast.bob, "Or try another card.")
    assert len(sent(app, cast.carla)) == 2
    answer(app, other, cast.bob)
    assert len(sent(app, cast.carla)) == 3
    with app.app_context():
        assert browser.sign_in(cast.carla).get("/my/notices").text.count("answered") >= 4


def test_all_mails_can_be_ended_and_begun_again_from_the_page(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    with app.app_context():
        path = "/" + mailing.ending_address(cast.carla.id, f"question:{asked}").split("/", 3)[3]
    page = browser.submit(browser.get(path), "at all")
    assert "You get no more notices by mail." in page.text
    answer(app, asked, cast.bob)
    assert sent(app, cast.carla) == []
    page = browser.submit(page, "again")
    assert "No more mails about this question?" in page.text
    answer(app, asked, cast.bob, "Or another card.")
    assert len(sent(app, cast.carla)) == 1


def test_an_address_that_ends_mail_dies_with_the_others(app: Askwell, cast: Cast, browser: Browser) -> None:
    with site(app):
        path = "/" + mailing.ending_address(cast.carla.id, None).split("/", 3)[3]
        mailing.revoke(cast.carla.id)
    assert browser.get(path).status == 404
    assert browser.post(path).status == 404
    assert browser.get(path[:-3] + "abc").status == 404


def test_mails_of_the_account_and_decisions_have_no_ending(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    carla = cast.carla
    browser.submit(browser.get("/reset"), "/reset", email="carla@example.com")
    [message] = sent(app, carla)
    assert message["List-Unsubscribe"] is None


def test_nothing_typed_reaches_a_header(answerable: Askwell, cast: Cast) -> None:
    asked = question(answerable, cast.carla, "Card\r\nBcc: everybody@example.com")
    answer(answerable, asked, cast.bob)
    [message] = sent(answerable, cast.carla)
    assert message["Bcc"] is None
    with pytest.raises(ValueError, match=r"linefeed|newline"):
        sending.compose(
            {**mails.waiting(answerable)[0], "headers": {"References": "a\r\nBcc: b@example.com"}}, "a@b.c"
        )


def test_every_mail_has_the_layout_and_both_forms() -> None:
    folders = [path for path in TEMPLATES.iterdir() if path.is_dir() and any(path.iterdir())]
    assert len(folders) >= 10
    for folder in folders:
        names = {path.name for path in folder.iterdir()}
        assert {"subject.txt", "body.txt", "body.html"} <= names, folder
        assert 'extends "email/layout.html"' in (folder / "body.html").read_text("utf-8"), folder


def test_what_people_wrote_is_words_in_a_mail(answerable: Askwell, cast: Cast) -> None:
    asked = question(answerable, cast.carla, "Card <img src=x onerror=alert(1)> & co")
    answer(answerable, asked, cast.bob)
    [message] = sent(answerable, cast.carla)
    assert "<img" not in text_of(message, "html")
    assert "Card <img src=x onerror=alert(1)> & co" in text_of(message)


def test_a_person_chooses_her_mails_while_signed_in(
    answerable: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(answerable, cast.carla)
    answer(answerable, asked, cast.bob)
    assert len(sent(answerable, cast.carla)) == 1
    page = browser.sign_in(cast.carla).get("/my/notices")
    page = browser.get(page.link("What you are told"))
    page = browser.submit(page, "Save", no_mail="1")
    answer(answerable, asked, cast.bob, "Second.")
    assert len(sent(answerable, cast.carla)) == 1
    page = browser.submit(page, "Save", no_mail=None)
    answer(answerable, asked, cast.bob, "Third.")
    first, third = sent(answerable, cast.carla)
    assert first["Reply-To"] == third["Reply-To"]
    browser.submit(page, "Make them worthless")
    answer(answerable, asked, cast.bob, "Fourth.")
    assert sent(answerable, cast.carla)[-1]["Reply-To"] != first["Reply-To"]
