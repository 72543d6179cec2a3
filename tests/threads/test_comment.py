"""Bob and Dan comment: short, in their place, mended for some minutes, told to whom it concerns."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, drafts
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.threads import actions as posts
from forum.threads.comments import actions
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, question, site
from tests.notifications.stage import inbox, new
from tests.pages import Browser, Page
from tests.threads.stage import at_once, path_of


def comment(app: Askwell, by: Person, asked: int, words: str, on: int | None = None) -> int:
    """A comment on the question, or on answer `on`; its number."""
    with site(app):
        under = db.session.get_one(Answer, on) if on else None
        who = db.session.get_one(Person, by.id)
        made = actions.comment(db.session.get_one(Question, asked), under, who, words)
        db.session.flush()
        return made.id


def write(browser: Browser, page: Page, place: str, words: str) -> Page:
    """Fill in the form under a post of the page."""
    form = next(f for f in page.reader.forms if ("on", place) in f.fields)
    return browser.post(form.action, [(k, v) for k, v in form.fields if k != "body"] + [("body", words)])


def test_dan_comments_on_an_answer_and_whoever_it_concerns_is_told(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    bobs = answer(app, asked, cast.bob)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    page = write(browser, page, f"answer:{bobs}", "Which **menu**? # big ![x](/pictures/x.webp)")
    assert page.path.endswith("#comment-1")
    assert 'id="comment-1"' in page.html
    assert "Which <strong>menu</strong>?" in page.html
    assert "<img" not in page.html.partition('id="comment-1"')[2].partition("</li>")[0]
    assert new(app, cast.bob)[-1] == "commented"
    assert "commented" not in new(app, cast.carla), "it stands under Bob's answer"
    with site(app):
        assert db.session.get_one(Question, asked).comment_count == 1
    comment(app, cast.bob, asked, "The one with three dots.", bobs)
    comment(app, cast.bob, asked, "On the left.", bobs)
    assert "2 new comments on “Card declined abroad”" in inbox(app, cast.dan)
    assert "Dan commented on" in inbox(app, cast.bob)
    assert "The one with three dots." in Browser(app).get(path_of(app, asked)).text


def test_what_cannot_be_taken_stands_in_its_form_again(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    bobs = answer(app, asked, cast.bob)
    page = browser.sign_in(cast.dan).get(path_of(app, asked))
    page = write(browser, page, f"answer:{bobs}", "x" * 601)
    assert page.status == 422
    assert "at most 600 characters" in page.text
    form = next(f for f in page.reader.forms if ("on", f"answer:{bobs}") in f.fields)
    assert dict(form.fields)["body"] == "x" * 601
    with site(app):
        drafts.save(cast.dan.id, f"comment:question:{asked}", {"body": "What I began"})
    assert "What I began" in browser.get(path_of(app, asked)).html
    write(browser, browser.get(path_of(app, asked)), f"question:{asked}", "What I began and ended")
    assert "What I began</textarea>" not in browser.get(path_of(app, asked)).html


def test_the_same_form_is_one_comment_and_a_lost_session_loses_no_word(app: Askwell, cast: Cast) -> None:
    asked = question(app, cast.carla)
    pages = at_once(app, cast.ana, f"/questions/{asked}/comments", {"body": "Once.", "form_key": "k"})
    assert {page.status for page in pages} == {200}
    with site(app):
        assert db.session.query(Comment).count() == 1
    gone = Browser(app)
    page = write(
        gone, Browser(app).sign_in(cast.bob).get(path_of(app, asked)), f"question:{asked}", "My words"
    )
    assert page.status == 400
    assert "My words" in page.html


def test_five_stand_on_the_page_and_the_link_of_each_leads_to_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    numbers = [comment(app, cast.ana, asked, f"Remark {n}.") for n in range(7)]
    page = browser.get(path_of(app, asked))
    assert "Remark 1." not in page.text
    assert [n for n in range(7) if f"Remark {n}." in page.text] == [2, 3, 4, 5, 6]
    everything = browser.get(page.link("2 earlier comments"))
    assert [n for n in range(7) if f"Remark {n}." in everything.text] == list(range(7))
    assert "/comments?" in browser.get(f"/comments/{numbers[0]}").path
    assert browser.get(f"/comments/{numbers[6]}").path == f"{path_of(app, asked)}#comment-{numbers[6]}"


def test_bob_mends_his_for_a_quarter_of_an_hour_and_its_history_shows_how(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    number = comment(app, cast.bob, asked, "It is on the left.")
    page = browser.sign_in(cast.bob).get(f"/comments/{number}/edit")
    page = browser.submit(page, "Save", body="It is on the right.")
    assert "It is on the right." in page.text
    history = Browser(app).get(f"/comments/{number}/history")
    assert "<mark>left</mark>" in history.html
    assert Browser(app).sign_in(cast.dan).get(f"/comments/{number}/edit").status == 403
    with clock.moved(timedelta(minutes=16)):
        late = browser.get(f"/comments/{number}/edit")
        assert late.status == 403
        assert "15 minutes" in late.text
        assert browser.sign_in(cast.mo).get(f"/comments/{number}/edit").status == 200


def test_a_comment_that_was_taken_away_is_gone_for_all_and_so_is_the_notice(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    number, mos = comment(app, cast.bob, asked, "Nonsense of mine."), cast.mo.id
    assert "Bob commented" in inbox(app, cast.carla)
    browser.sign_in(cast.bob).submit(browser.get(path_of(app, asked)), f"/comments/{number}/deletion")
    assert "Nonsense" not in browser.get(path_of(app, asked)).text
    assert "Bob commented" not in inbox(app, cast.carla)
    assert Browser(app).get(f"/comments/{number}").status == 404
    with site(app):
        assert db.session.get_one(Question, asked).comment_count == 0
        assert [e.did for e in db.session.query(AuditEntry).filter_by(target=f"comment:{number}")] == [
            "deleted"
        ]
        mo = db.session.get_one(Person, mos)
        actions.restore(db.session.get_one(Comment, number), mo, "It was no nonsense.")
        assert db.session.get_one(Question, asked).comment_count == 1


def test_comments_go_with_their_answer_and_come_back_with_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    bobs = answer(app, asked, cast.bob)
    comment(app, cast.dan, asked, "Right beside it.", bobs)
    mos = comment(app, cast.mo, asked, "For a moment.")
    path = path_of(app, asked)

    def moderate(deed: str) -> str:
        with site(app):
            mo = db.session.get_one(Person, cast.mo.id)
            getattr(posts, deed)(db.session.get_one(Answer, bobs), mo)
            if deed == "hide":
                actions.delete(db.session.get_one(Comment, mos), mo)
        return browser.get(path).text

    assert "Right beside it." not in moderate("hide")
    assert "Right beside it." in moderate("show")


def test_nobody_comments_where_nobody_can_answer(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, closed_at=clock.now())
    assert not browser.sign_in(cast.bob).get(path_of(app, asked)).has_form("Post the comment")
    open_ = question(app, cast.carla)
    hidden = answer(app, open_, cast.bob, hidden_at=clock.now())
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    for where, on in ((asked, ""), (open_, f"answer:{hidden}")):
        sent = {"csrf_token": token, "body": "Still there?", "on": on}
        assert browser.post(f"/questions/{where}/comments", sent).status == 403
