"""Two colleagues at one case: they see each other, and neither's words are lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, drafts
from forum.core.db import db
from forum.support import actions, queries
from forum.support.mentions import named_in
from forum.support.models import Case
from forum.threads.models import Answer
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.desk.scene import held_case, me, open_case, seen, work

STAFF = [(1, "Ana Lind"), (2, "Ana Berg"), (3, "Mo"), (4, "Élodie Roy")]


def test_ada_sees_that_ana_is_writing_and_ana_does_not_see_herself(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = open_case(app, cast.dan)
    with site(app):
        drafts.save(cast.ana.id, f"case:{number}", {"body": "Hold the"})
    assert "Ana is writing a reply" in browser.sign_in(cast.ada).get(f"/desk/cases/{number}").text
    fragment = browser.get(f"/desk/cases/{number}/writing", **{"HX-Request": "true"})
    assert "Ana is writing" in fragment.text
    assert "<h1" not in fragment.html
    assert "is writing" not in browser.sign_in(cast.ana).get(f"/desk/cases/{number}").text
    later = timedelta(seconds=queries.WRITING_SECONDS + 1)
    with clock.moved(later):
        assert "is writing" not in browser.sign_in(cast.ada).get(f"/desk/cases/{number}").text


def test_without_script_taking_a_case_says_that_one_writes_and_sending_ends_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = open_case(app, cast.dan)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    browser.submit(page, "claim")
    with app.app_context():
        case = db.session.get_one(Case, number)
        assert queries.writing(case, me(cast.ada)) == ["Ana"]
        assert queries.writing(case, me(cast.dan)) == []
    work(app, number, lambda case: actions.reply(case, by=me(cast.ana), body="Hold the power button."))
    with app.app_context():
        assert queries.writing(db.session.get_one(Case, number), me(cast.ada)) == []
    with site(app):
        actions.write_presence(number, by=me(cast.ana))
    with clock.moved(timedelta(hours=1)), site(app):
        assert queries.writing(db.session.get_one(Case, number), me(cast.ada)) == [], "an hour ago is not now"
        assert actions.forget_writing() == 1


def test_a_reply_that_was_overtaken_is_kept_and_shown_beside_the_other(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ada).get(f"/desk/cases/{number}")
    work(app, number, lambda case: actions.reply(case, by=me(cast.ana), body="We send you a new one."))
    page = browser.submit(page, "replies", body="Hold the power button for ten seconds.")
    assert page.status == 409
    assert "A colleague replied while you were writing" in page.text
    assert "We send you a new one." in page.text
    assert "ten seconds" in dict(page.form("replies").fields)["body"]
    question = seen(app, number, "question_id")
    with app.app_context():
        assert db.session.query(Answer).filter_by(question_id=question).count() == 1
    assert browser.submit(page, "replies").status == 200
    with app.app_context():
        assert db.session.query(Answer).filter_by(question_id=question).count() == 2


def test_ones_own_second_reply_is_no_overtaking(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    work(app, number, lambda case: actions.reply(case, by=me(cast.ana), body="We send you a new one."))
    assert browser.submit(page, "replies", body="It left our house today.").status == 200


def test_whoever_is_named_in_a_note_is_told_if_of_the_company(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = held_case(app, cast, cast.ana)
    page = browser.sign_in(cast.ana).get(f"/desk/cases/{number}")
    browser.submit(page, "notes", note="@Mo and @bob: is this papaya-3? @ana knows.")
    told = browser.sign_in(cast.mo).get("/my/notices")
    assert "Ana mentions you in a note" in told.text
    assert "papaya-3" not in told.html, "a notice does not say what the note says"
    assert "papaya-3" in browser.get(told.link("mentions you")).text
    for person in (cast.bob, cast.ana, cast.dan):
        assert "mentions you" not in browser.sign_in(person).get("/my/notices").text


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Ana Lind, please", [1]),
        ("@ana berg and @MO!", [2, 3]),
        ("@Ana: which one?", []),
        ("@Élodie?", [4]),
        ("mail mo@Mo.example or @@Mo", []),
        ("@Monika is not ours", []),
        ("@Mo @Mo", [3]),
    ],
)
def test_names_in_notes(text: str, named: list[int]) -> None:
    assert named_in(text, STAFF) == named
