"""Editing keeps what was there before, and two who edit at once both keep their words."""

from __future__ import annotations

from forum import Askwell
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.threads.models import Answer, PostEdit, Question
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.threads.stage import path_of


def test_carla_edits_and_the_history_shows_each_word(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, body="It was refused in Spain.", tags=("card",))
    old = path_of(app, asked)
    page = browser.sign_in(cast.carla).get(f"/questions/{asked}/edit")
    page = browser.submit(
        page,
        "Save",
        title="Card refused in France",
        body="It was refused in France.",
        tags="card, france",
        because="Wrong country",
    )
    assert page.path.endswith("-card-refused-in-france")
    assert "Edited" in page.text
    history = Browser(app).get(f"/questions/{asked}/history")
    assert "Wrong country" in history.text
    assert "<mark>Spain</mark>" in history.html
    assert "<mark>France</mark>" in history.html
    assert Browser(app).get(old).path == page.path
    with site(app):
        found = db.session.get_one(Question, asked)
        assert (found.revision, found.tag_names, found.excerpt) == (
            2,
            ["card", "france"],
            "It was refused in France.",
        )
        # Her own edit is no news for the moderators' log.
        assert db.session.query(AuditEntry).filter_by(did="edited").count() == 0


def test_two_edits_at_once_lose_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, title="Card declined", body="one\n\ntwo\n\nthree")
    hers = browser.sign_in(cast.carla).get(f"/questions/{asked}/edit")
    mo = Browser(app).sign_in(cast.mo)
    his = mo.get(f"/questions/{asked}/edit")
    mo.submit(his, "Save", body="one\n\nTWO by Mo\n\nthree")
    page = browser.submit(hers, "Save", body="one\n\ntwo\n\nTHREE by Carla", title="Card declined abroad")
    assert page.status == 409
    fields = dict(page.form("Save").fields)
    assert fields["body"] == "one\n\ntwo\n\nTHREE by Carla"
    assert fields["title"] == "Card declined abroad"
    assert "TWO by Mo" in page.html
    assert "<mark>two</mark>" in page.html
    page = browser.submit(page, "Save", body="one\n\nTWO by Mo\n\nTHREE by Carla")
    assert page.status == 200
    assert "TWO by Mo" in page.text
    assert "THREE by Carla" in page.text
    with site(app):
        kept = [e.body for e in db.session.query(PostEdit).order_by(PostEdit.id)]
        assert kept == ["one\n\ntwo\n\nthree", "one\n\nTWO by Mo\n\nthree"]


def test_an_answer_is_edited_the_same_way(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = answer(app, question(app, cast.carla), cast.bob, "First words")
    hers = browser.sign_in(cast.bob).get(f"/answers/{number}/edit")
    mo = Browser(app).sign_in(cast.mo)
    mo.submit(mo.get(f"/answers/{number}/edit"), "Save", body="Mo's words")
    page = browser.submit(hers, "Save", body="Bob's words")
    assert page.status == 409
    assert "Mo's words" in page.html.replace("&#39;", "'")
    page = browser.submit(page, "Save")
    assert "Bob's words" in page.text
    assert browser.get(f"/answers/{number}/history").text.count("Revision") == 2


def test_a_form_sent_unchanged_after_somebody_elses_edit_takes_nothing_back(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = answer(app, question(app, cast.carla), cast.bob, "First words")
    form = browser.sign_in(cast.bob).get(f"/answers/{number}/edit")
    mo = Browser(app).sign_in(cast.mo)
    mo.submit(mo.get(f"/answers/{number}/edit"), "Save", body="Mo's words")
    assert browser.submit(form, "Save").status == 200
    with site(app):
        assert db.session.get_one(Answer, number).body == "Mo's words"


def test_who_may_not_edit_does_not(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    assert browser.get(f"/questions/{asked}/edit").path.startswith("/sign-in")
    for person in (cast.bob, cast.ana):
        browser.sign_in(person)
        assert browser.get(f"/questions/{asked}/edit").status == 403
        token = dict(browser.get("/ask").form("Post the question").fields)["csrf_token"]
        sent = {"csrf_token": token, "title": "Mine now", "body": "mine", "topic": "orders", "version": "1"}
        assert browser.post(f"/questions/{asked}/edit", sent).status == 403
    with site(app):
        assert db.session.get_one(Question, asked).revision == 1


def test_a_refused_edit_keeps_the_text(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    page = browser.sign_in(cast.carla).get(f"/questions/{asked}/edit")
    page = browser.submit(page, "Save", title="no", body="A long new text")
    assert page.status == 422
    assert dict(page.form("Save").fields)["body"] == "A long new text"


def test_mo_takes_a_name_out_of_the_history(app: Askwell, cast: Cast, browser: Browser) -> None:
    trusted = cast.make("carlotta", trust=2)  # who is new and writes this is taken for an advertiser
    asked = question(app, trusted, body="Call me: Carla Rossi, 0123 456789")
    page = browser.sign_in(cast.mo).get(f"/questions/{asked}/edit")
    browser.submit(page, "Save", body="Call me.", withhold="1", because="A telephone number")
    for reader in (Browser(app), Browser(app).sign_in(cast.carla)):
        history = reader.get(f"/questions/{asked}/history")
        assert "Rossi" not in history.html
        assert "out of the history" in history.text
    assert "Rossi" in browser.get(f"/questions/{asked}/history").text
    with site(app):
        assert db.session.query(AuditEntry).filter_by(did="edited").one().because == "A telephone number"


def test_carla_cannot_withhold(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla, body="The first text")
    page = browser.sign_in(cast.carla).get(f"/questions/{asked}/edit")
    browser.submit(page, "Save", body="The second text", withhold="1")
    assert "first" in Browser(app).get(f"/questions/{asked}/history").text
