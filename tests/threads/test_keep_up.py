"""Bob opens his answer: trusted members keep it up to date, after it was accepted too, and any text can come back."""

from __future__ import annotations

from datetime import timedelta

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, drafts
from forum.core.db import db
from forum.threads.models import Answer
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import path_of


def trust(app: Askwell, person: Person, level: int) -> None:
    with site(app):
        db.session.get_one(Person, person.id).trust_level = level


def test_trusted_members_keep_an_open_answer_and_others_do_not(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    keeper, newcomer = cast.make("kim", trust=2), cast.make("nina", trust=1)
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob, "It costs 2 euros.", accepted=True)
    path = path_of(app, asked)
    assert not browser.sign_in(cast.bob).get(path).has_form("Let members keep it up"), "not at his level"
    trust(app, cast.bob, 1)
    assert browser.sign_in(keeper).get(f"/answers/{number}/edit").status == 403
    browser.sign_in(cast.bob).submit(browser.get(path), "Let members keep it up")
    page = browser.sign_in(keeper).get(f"/answers/{number}/edit")
    assert "open to trusted members" in page.text
    page = browser.submit(page, "Save", body="It costs 3 euros since May.", because="New prices")
    assert "Open to trusted members. Kept up by 2 people, last by Kim" in page.text
    assert "Solution" in page.text
    assert Browser(app).sign_in(newcomer).get(f"/answers/{number}/edit").status == 403
    with site(app):
        assert db.session.get_one(Answer, number).author_id == cast.bob.id
    browser.sign_in(cast.bob).submit(browser.get(path), "Close to members")
    assert browser.sign_in(keeper).get(f"/answers/{number}/edit").status == 403
    assert "Kept up by" not in browser.get(path).text


def test_an_earlier_text_comes_back_and_nothing_of_the_history_is_lost(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla, "Card declined in Spain", "In a shop.", tags=("card",))
    browser.sign_in(cast.carla)
    browser.submit(
        browser.get(f"/questions/{asked}/edit"), "Save", title="Card broken at home", body="Nowhere."
    )
    history = browser.get(f"/questions/{asked}/history")
    page = browser.submit(history, f"/questions/{asked}/history/1")
    assert "Card declined in Spain" in page.text
    assert "In a shop." in page.text
    history = browser.get(f"/questions/{asked}/history")
    assert history.text.index("Revision 3") < history.text.index("Revision 2")
    assert "Back to revision 1" in history.text
    assert not Browser(app).sign_in(cast.bob).get(f"/questions/{asked}/history").has_form("/history/1")


def test_what_was_changed_and_not_saved_is_in_the_form_again(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    number = answer(app, asked, cast.bob, "It costs 2 euros.")
    place = f"edit:answer:{number}"
    with site(app):
        drafts.save(cast.bob.id, place, {"body": "It costs 4 euros.", "version": "1", "because": "Prices"})
    page = browser.sign_in(cast.bob).get(f"/answers/{number}/edit")
    assert "did not save it" in page.text
    assert dict(page.form("Save").fields)["body"] == "It costs 4 euros."
    assert "It costs 2 euros." in browser.get(f"{page.path}{page.link('Begin again')}").html
    browser.submit(page, "Save")
    assert "did not save it" not in browser.get(f"/answers/{number}/edit").text
    with clock.moved(timedelta(seconds=drafts.LATE_SECONDS + 1)):
        with site(app):  # begun before somebody else changed it: both texts are shown
            drafts.save(cast.bob.id, place, {"body": "It costs 5 euros.", "version": "1"})
        assert browser.submit(browser.get(f"/answers/{number}/edit"), "Save").status == 409


def test_two_are_quoted_in_the_answer_that_is_begun(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, body="It was **refused**.\n\n> somebody else\n\nTwice.")
    number = answer(app, asked, cast.bob, "Hidden later.")
    with site(app):
        drafts.save(cast.dan.id, f"answer:{asked}", {"body": "What I began."})
    path = path_of(app, asked)
    browser.sign_in(cast.dan)
    body = dict(browser.get(f"{path}?quote=question:{asked}").form("Post the answer").fields)["body"]
    assert body.startswith(f"What I began.\n\n> [Carla]({path}):\n>\n> It was **refused**.")
    assert "> Twice." in body
    assert "somebody else" not in body
    with site(app):
        db.session.get_one(Answer, number).hidden_at = clock.now()
    for named in (f"answer:{number}", "answer:999", "article:1", "question:x"):
        assert "> [" not in browser.get(f"{path}?quote={named}").html
