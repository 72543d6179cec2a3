"""Carla, Bob and Ana answer mails of ours from their mail programs."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.notifications import mailing
from forum.support.private import actions as private
from forum.support.private import queries as private_queries
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, question, site
from tests.mails import write_notices
from tests.pages import Browser
from tests.support.inbound.stage import address, answerable, answered, deliver, newest_to, written


@pytest.fixture
def asked(app: Askwell, cast: Cast) -> int:
    """Carla's question, which Bob answered; she was told by a mail that can be answered."""
    number = question(answerable(app), cast.carla)
    answer(app, number, cast.bob)
    return number


def answers(app: Askwell, number: int) -> list[Answer]:
    with app.app_context():
        found = list(
            db.session.scalars(sa.select(Answer).where(Answer.question_id == number).order_by(Answer.id))
        )
        db.session.expunge_all()
        return found


def test_a_reply_to_a_mail_stands_in_the_thread_without_what_it_quotes(
    app: Askwell, cast: Cast, browser: Browser, asked: int
) -> None:
    body = answered(app, newest_to(app, cast.carla), "Thanks, but:\n\n- it is *still* refused\n\nCarla")
    found = deliver(app, written('"Carla C" <Carla@Example.com>', address(app, cast.carla), body))
    assert (found.state, found.reason) == ("posted", "")
    page = browser.get(f"/questions/{asked}-x")
    assert "still refused" in page.text
    assert "Write your reply above" not in page.text
    said = answers(app, asked)[-1]
    assert said.author_id == cast.carla.id
    assert said.body == "Thanks, but:\n\n- it is *still* refused\n\nCarla"


def test_the_same_mail_is_handled_once_however_often_and_from_wherever_it_comes(
    app: Askwell, cast: Cast, asked: int
) -> None:
    mail = written("carla@example.com", address(app, cast.carla), "Only once.")
    deliver(app, mail)
    raw = b"Received: from another.example by us; now\r\n" + mail.as_bytes().replace(b"\n", b"\r\n")
    again = deliver(app, raw)
    assert again.state == "posted"
    assert [a.body for a in answers(app, asked)].count("Only once.") == 1
    other = written(
        "carla@example.com", address(app, cast.carla), "Another.", Message_ID=str(mail["Message-ID"])
    )
    deliver(app, other)  # somebody's program numbers all its mails alike: no word of hers is lost
    assert answers(app, asked)[-1].body == "Another."


def test_a_private_reply_stays_private_with_its_files(
    app: Askwell, cast: Cast, browser: Browser, asked: int
) -> None:
    ana = cast.ana
    write_notices(app)  # so that the mail of the private words is the last one
    with site(app):
        private.write(
            db.session.get_one(Question, asked), db.session.get_one(Person, ana.id), "Which card number?"
        )
    mail = written("carla@example.com", address(app, cast.carla), "It is zorprivate 4000.")
    mail.add_attachment(b"%PDF-1.4 bill", maintype="application", subtype="pdf", filename="bill.pdf")
    mail.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="run.exe")
    found = deliver(app, mail)
    assert found.state == "posted"
    assert found.not_kept == ["run.exe"]
    with app.app_context():
        said = private_queries.messages(asked, db.session.get_one(Person, cast.ana.id))
        assert "zorprivate" in str(said[-1])
    assert "zorprivate" not in browser.get(f"/questions/{asked}-x").html
    assert "zorprivate" not in browser.sign_in(cast.bob).get(f"/questions/{asked}-x").html
    mine = browser.sign_in(cast.carla).get(f"/questions/{asked}-x")
    assert "zorprivate" in mine.html
    assert "bill.pdf" in mine.html
    assert "run.exe" in browser.get("/my/notices").text


def test_files_of_a_public_reply_are_never_public(
    app: Askwell, cast: Cast, browser: Browser, asked: int
) -> None:
    mail = written("carla@example.com", address(app, cast.carla), "See the picture.")
    mail.add_attachment(b"%PDF-1.4 passport", maintype="application", subtype="pdf", filename="passport.pdf")
    assert deliver(app, mail).state == "posted"
    shown = browser.get(f"/questions/{asked}-x")
    assert "See the picture." in shown.text
    assert "passport" not in shown.html
    assert "passport.pdf" in browser.sign_in(cast.ana).get(f"/questions/{asked}-x").html


def test_a_reply_of_somebody_else_is_work_for_a_person(
    app: Askwell, cast: Cast, browser: Browser, asked: int
) -> None:
    """The mail was forwarded: who answers is not whom the address was made for."""
    cast.eve
    for sender in ("eve@example.com", "evil@example.net", "carla@example.com, eve@example.com"):
        found = deliver(app, written(sender, address(app, cast.carla), "I am Carla, honestly."))
        assert (found.state, found.reason) == ("review", "sender"), sender
    assert len(answers(app, asked)) == 1
    page = browser.sign_in(cast.ana).get(f"/desk/mail/{found.id}")
    assert "from another address" in page.text
    after = browser.submit(page, "Post it as a reply by Carla")
    assert "Posted" in after.text
    assert answers(app, asked)[-1].author_id == cast.carla.id


def test_an_address_that_was_revoked_or_changed_takes_nothing(app: Askwell, cast: Cast, asked: int) -> None:
    old = address(app, cast.carla)
    with site(app):
        mailing.revoke(cast.carla.id)
    assert deliver(app, written("carla@example.com", old, "Late.")).reason == "ended"
    assert len(answers(app, asked)) == 1


def test_a_suspended_person_posts_nothing_by_mail(app: Askwell, cast: Cast, asked: int) -> None:
    to = address(app, cast.carla)
    with site(app):
        db.session.get_one(Person, cast.carla.id).suspended_at = cast.ana.created_at
    assert deliver(app, written("carla@example.com", to, "Me again.")).state == "review"
    assert len(answers(app, asked)) == 1


def test_a_closed_question_takes_no_reply_but_the_mail_is_kept_for_a_person(
    app: Askwell, cast: Cast, asked: int
) -> None:
    to = address(app, cast.carla)
    with site(app):
        db.session.get_one(Question, asked).closed_at = cast.ana.created_at
    found = deliver(app, written("carla@example.com", to, "One more thing."))
    assert (found.state, found.reason, found.text) == ("review", "refused", "One more thing.")


def test_ana_answers_from_her_mail_program_as_the_company(app: Askwell, cast: Cast, asked: int) -> None:
    mine = question(app, cast.ana, "How do we ship?")
    answer(app, mine, cast.bob)
    deliver(app, written("ana@example.com", address(app, cast.ana), "By train."))
    assert answers(app, mine)[-1].author_id == cast.ana.id


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated (vacation)"},
        {"Precedence": "bulk"},
        {"X_Auto_Response_Suppress": "All"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<all.example.com>"},
    ],
)
def test_what_a_machine_answers_is_posted_nowhere(
    app: Askwell, cast: Cast, asked: int, headers: dict[str, str]
) -> None:
    found = deliver(
        app, written("carla@example.com", address(app, cast.carla), "I am away until May.", **headers)
    )
    assert found.state == "automatic"
    assert len(answers(app, asked)) == 1


def test_a_mail_of_ours_that_comes_back_goes_no_further(app: Askwell, cast: Cast, asked: int) -> None:
    app.config["SETTINGS"].mail_from = "Askwell <help@help.example.com>"
    for sender in ("help@help.example.com", address(app, cast.carla)):
        assert deliver(app, written(sender, address(app, cast.carla), "Echo.")).state == "automatic"


def test_a_flood_of_one_sender_is_not_posted(
    app: Askwell, cast: Cast, asked: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.support.inbound.policy.POSTS_AN_HOUR", 2)
    monkeypatch.setattr("forum.support.inbound.policy.REVIEWS_A_DAY", 1)
    to = address(app, cast.carla)
    states = [deliver(app, written("carla@example.com", to, f"Ping {n}")).state for n in range(5)]
    assert states == ["posted", "posted", "review", "discarded", "discarded"]


def test_a_mail_in_html_alone_and_in_odd_codings_reads_as_it_was_written(
    app: Askwell, cast: Cast, asked: int
) -> None:
    to = address(app, cast.carla)
    mail = written("carla@example.com", to, "x")
    mail.set_content(
        "<html><head><style>p{}</style></head><body><p>Tack! Det <b>fungerar</b> nu.</p><ul><li>ett</li><li>två</li></ul>"
        '<div class="gmail_quote"><div>Den mån 23 nov. 2026 skrev Askwell:</div><blockquote>Hej</blockquote></div>'
        "<script>alert(1)</script></body></html>",
        subtype="html",
    )
    deliver(app, mail)
    assert answers(app, asked)[-1].body == "Tack! Det fungerar nu.\n\n- ett\n- två"
    for coding, words in (
        ("iso-2022-jp", "ありがとう"),
        ("gb2312", "谢谢"),
        ("iso-8859-1", "Merci, ça marche"),
    ):
        mail = written("carla@example.com", to, "x")
        mail.set_content(words, charset=coding)
        deliver(app, mail)
        assert answers(app, asked)[-1].body == words


def test_controls_and_markup_of_a_mail_are_words(
    app: Askwell, cast: Cast, browser: Browser, asked: int
) -> None:
    words = "<script>alert(1)</script> nul:\x00 bidi:\u202e esc:\x1b done"
    mail = written("carla@example.com", address(app, cast.carla), "x")
    mail.set_content(words, cte="base64")
    deliver(app, mail)
    said = answers(app, asked)[-1].body
    assert said == "<script>alert(1)</script> nul: bidi: esc: done"
    assert "<script>alert" not in browser.get(f"/questions/{asked}-x").html
