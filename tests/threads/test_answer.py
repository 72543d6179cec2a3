"""Bob answers: everybody sees it at once, Carla is told, closed questions take nothing."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.threads.models import Answer, Question
from tests.factories import Cast, question, site
from tests.mails import waiting, write_notices
from tests.pages import Browser
from tests.threads.stage import at_once, path_of


def mails(app: Askwell) -> list[tuple[str, str]]:
    return [(mail["to"], mail["subject"]) for mail in waiting(app)]


def test_bob_answers_and_carla_is_told_by_mail_and_in_her_inbox(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    page = browser.submit(page, "Post the answer", body="Switch on *payments abroad*.")
    assert "Your answer is posted" in page.text
    assert "<em>payments abroad</em>" in page.html
    assert "#answer-" in page.path
    assert "One answer" in Browser(app).get(path_of(app, asked)).text
    assert mails(app) == [("carla@example.com", "An answer to “Card declined abroad”")]
    inbox = browser.sign_in(cast.carla).get("/my/notices")
    assert "Bob answered “Card declined abroad”" in inbox.text
    assert browser.get(inbox.link("Bob answered")).path.endswith("#answer-1")


def test_an_empty_or_endless_answer_is_refused_and_kept(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.bob).get(path_of(app, question(app, cast.carla)))
    page = browser.submit(page, "Post the answer", body="  ")
    assert page.status == 422
    assert "Write something first" in page.text
    page = browser.submit(page, "Post the answer", body="y" * 30_001)
    assert page.status == 422
    assert "y" * 30_001 in page.html


def test_a_form_sent_twice_and_twenty_times_at_once_is_one_answer(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    form = browser.sign_in(cast.bob).get(path_of(app, asked))
    for _ in range(2):
        browser.submit(form, "Post the answer", body="Once is enough.")
    pages = at_once(app, cast.dan, f"/questions/{asked}/answers", {"body": "Me too.", "form_key": "same"})
    assert {page.status for page in pages} == {200}
    with site(app):
        assert sorted(a.body for a in db.session.query(Answer)) == ["Me too.", "Once is enough."]
        assert db.session.get_one(Question, asked).answer_count == 2
    assert len(mails(app)) == 2


def test_answers_of_the_company_carry_its_mark_unless_ana_writes_for_herself(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.ana).get(path_of(app, asked))
    page = browser.submit(page, "Post the answer", body="We fixed it.")
    assert "by-staff" in page.html
    page = browser.submit(page, "Post the answer", body="Privately: me too.", staff=None)
    with site(app):
        assert [a.staff for a in db.session.query(Answer).order_by(Answer.id)] == [True, False]
        assert db.session.get_one(Question, asked).staff_answered_at is not None
    assert mails(app)[0][1].startswith("Our answer to")
    # Bob can't put the mark on by sending the field.
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    browser.submit(page, "Post the answer", body="I am the company!", staff="1", staff_shown="1")
    with site(app):
        assert not db.session.query(Answer).order_by(Answer.id.desc()).first().staff  # type: ignore[union-attr]


def test_a_closed_question_takes_no_answers(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    with site(app):
        db.session.get_one(Question, asked).closed_at = clock.now()
    late = browser.submit(page, "Post the answer", body="Too late?")
    assert late.status == 403
    page = browser.get(path_of(app, asked))
    assert "takes no more answers" in page.text
    assert not page.has_form("Post the answer")


def test_a_guest_is_led_to_sign_in_and_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    path = path_of(app, question(app, cast.carla))
    page = browser.get(path)
    assert not page.has_form("Post the answer")
    assert page.link("Sign in to answer") == f"/sign-in?next={path}"


def test_whoever_follows_is_told_and_whoever_does_not_is_not(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    page = browser.submit(page, "Tell me about answers")
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    browser.submit(page, "Post the answer", body="First.")
    write_notices(app)
    assert "Bob answered" in browser.sign_in(cast.dan).get("/my/notices").text
    page = browser.submit(browser.get(path_of(app, asked)), "Don't tell me any more")
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    browser.submit(page, "Post the answer", body="Second.")
    write_notices(app)
    assert browser.sign_in(cast.dan).get("/my/notices").text.count("Bob answered") == 1
    assert [to for to, _ in mails(app)] == ["carla@example.com"] * 2


def test_bob_deletes_his_answer_as_long_as_it_is_not_the_solution(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.bob).get(path_of(app, asked))
    page = browser.submit(page, "Post the answer", body="Rubbish.")
    page = browser.submit(page, "deletion")
    assert "Rubbish" not in page.text
    assert "No answers yet" in page.text
    assert browser.get("/answers/1").status == 404
    assert "Rubbish" in browser.sign_in(cast.mo).get(path_of(app, asked)).text
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    token = dict(page.form("Post the answer").fields)["csrf_token"]
    assert browser.post("/answers/1/deletion", {"csrf_token": token}).status == 404


def test_an_answer_moves_nothing_in_time(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, hours_ago=5)
    with clock.moved(timedelta(minutes=1)):
        page = browser.sign_in(cast.bob).get(path_of(app, asked))
        browser.submit(page, "Post the answer", body="Now.")
    with site(app):
        found = db.session.get_one(Question, asked)
        assert found.active_at - found.created_at > timedelta(hours=5)
        assert found.due_at
        assert found.due_at - found.created_at == timedelta(hours=24)
