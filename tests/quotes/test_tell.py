"""Staff see who quotes an article, and tell those who were told the old text; nobody twice, nobody who stopped following."""

from __future__ import annotations

from forum import Askwell
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.notifications.models import Notice
from forum.quotes import notices
from forum.threads import actions as threads
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.quotes.stage import TITLE, quoted, revise, told

SENTENCE = f"“{TITLE}”, which an answer to “When do I get my money back?” quotes, has changed a lot since."


def people_told(app: Askwell) -> list[int]:
    with app.app_context():
        return sorted(n.person_id for n in db.session.query(Notice).filter_by(kind=notices.KIND))


def test_the_list_says_who_quotes_it_and_which_text(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, answer = quoted(app, cast)
    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/{article}/quotes")
    assert "When do I get my money back?" in page.text
    assert "Quotes revision 1" in page.text
    assert "Older text" not in page.text
    assert page.link("When do I get") == f"/answers/{answer}"
    revise(app, cast, article, "Within 14 days.", "major")
    page = browser.get(f"/articles/{article}/quotes")
    assert "One answer quotes an older text" in page.text
    assert "Older text" in page.text


def test_the_article_leads_its_team_to_the_list(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, _ = quoted(app, cast)
    page = browser.sign_in(cast.ana).get(f"/articles/{article}")
    assert "One answer links this article." in page.text
    assert page.link("Who quotes this") == f"/articles/{article}/quotes"
    assert "Who quotes this" not in browser.sign_out().get(f"/articles/{article}").text


def test_carla_who_was_told_the_old_text_learns_of_the_new_one_once(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article, _, answer = quoted(app, cast)
    revise(app, cast, article, "Within 14 days.", "major")
    browser.sign_in(cast.ana)
    page = browser.get(f"/articles/{article}/quotes")
    page = browser.submit(page, "Tell them that it changed")
    assert "Readers of one answer are told." in page.text
    assert not page.has_form("Tell them that it changed")
    told(app)
    assert people_told(app) == [cast.carla.id]
    inbox = Browser(app).sign_in(cast.carla).get("/my/notices")
    assert SENTENCE in inbox.text
    opened = Browser(app).sign_in(cast.carla).get(inbox.link("has changed a lot since"))
    assert opened.path.endswith(f"#answer-{answer}")
    token = dict(page.form("/language").fields)["csrf_token"]
    again = browser.post(f"/articles/{article}/quotes/telling", {"csrf_token": token})
    assert "Everybody was told already." in again.text
    told(app)
    assert people_told(app) == [cast.carla.id]
    with site(app):
        assert db.session.query(AuditEntry).filter_by(did="told readers of the change of").count() == 1


def test_a_reader_of_two_answers_that_quote_it_is_told_once(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article, question, _ = quoted(app, cast)
    factories.answer(app, question, cast.bob, f"As [it says](/articles/{article}).")
    revise(app, cast, article, "Within 14 days.", "major")
    browser.sign_in(cast.ana)
    page = browser.submit(browser.get(f"/articles/{article}/quotes"), "Tell them that it changed")
    assert "Readers of 2 answers are told." in page.text
    told(app)
    assert people_told(app) == sorted([cast.carla.id, cast.bob.id])


def test_whoever_stopped_following_or_came_later_is_left_in_peace(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    article, question, _ = quoted(app, cast)
    with site(app):
        threads.unfollow(db.session.get_one(Question, question), cast.carla)
        threads.follow(db.session.get_one(Question, question), cast.bob)
    revise(app, cast, article, "Within 14 days.", "major")
    with site(app):
        threads.follow(db.session.get_one(Question, question), cast.dan)
    browser.sign_in(cast.ana)
    browser.submit(browser.get(f"/articles/{article}/quotes"), "Tell them that it changed")
    told(app)
    assert people_told(app) == [cast.bob.id]


def test_nobody_is_told_of_an_answer_that_was_hidden(app: Askwell, cast: Cast, browser: Browser) -> None:
    from forum.threads.models import Answer

    article, _, answer = quoted(app, cast)
    revise(app, cast, article, "Within 14 days.", "major")
    browser.sign_in(cast.ana)
    browser.submit(browser.get(f"/articles/{article}/quotes"), "Tell them that it changed")
    with site(app):
        threads.hide(db.session.get_one(Answer, answer), cast.mo, because="rude")
    told(app)
    assert people_told(app) == []


def test_ana_says_that_the_answer_is_still_right(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, question, _ = quoted(app, cast)
    revise(app, cast, article, "Within 14 days.", "major")
    browser.sign_in(cast.ana)
    page = browser.submit(browser.get(f"/articles/{article}/quotes"), "The answer is still right")
    assert "Checked" in page.text
    assert "Quotes revision 2" in page.text
    read = Browser(app).get(f"/questions/{question}-when-do-i-get-my-money-back")
    assert "has changed a lot since" not in read.text


def test_customers_neither_see_the_list_nor_tell_anybody(app: Askwell, cast: Cast, browser: Browser) -> None:
    article, _, _ = quoted(app, cast)
    browser.sign_in(cast.carla)
    assert browser.get(f"/articles/{article}/quotes").status == 403
    token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
    assert browser.post(f"/articles/{article}/quotes/telling", {"csrf_token": token}).status == 403
    assert browser.post("/quotes/1/check", {"csrf_token": token}).status == 403
