"""What suggestions are worth: Root leaves some askers without, and a week later Ana reads what became of both groups."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import choices, clock
from forum.core.db import db
from forum.insights import actions, sparing
from forum.insights.models import Asking, AskingDay
from forum.search import rebuilding
from forum.threads.models import Question
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser, Page

WORDS = {"title": "My card was declined abroad", "body": "Twice in Osaka.", "topic": "orders"}
WEEK = timedelta(days=7, hours=2)


@pytest.fixture
def shop(app: Askwell, cast: Cast) -> int:
    """One article about declined cards."""
    number = article(app, cast, "Card declined abroad", "Switch on **payments abroad** in the app.")
    with site(app):
        rebuilding.rebuild()
    return number


def without(app: Askwell, cast: Cast, percent: int) -> None:
    with site(app):
        choices.change({"suggesting.share": str(percent)}, by=cast.root)


def write(browser: Browser) -> Page:
    return browser.submit(browser.get("/ask"), "See what may answer it", **WORDS)


def press(browser: Browser, page: Page, name: str, value: str) -> Page:
    form = page.form("Post it")
    return browser.post(form.elsewhere[name, value], [*form.fields, (name, value)])


def rows(app: Askwell) -> list[Asking]:
    with site(app):
        found = db.session.query(Asking).order_by(Asking.at).all()
        db.session.expunge_all()
        return found


def later(app: Askwell, by: timedelta = WEEK) -> None:
    with clock.moved(by), site(app):
        actions.decide()


def test_nobody_is_left_out_unless_root_says_so(
    app: Askwell, cast: Cast, browser: Browser, shop: int
) -> None:
    assert "Card declined abroad" in write(browser.sign_in(cast.carla)).text
    assert [row.withheld for row in rows(app)] == [False]


def test_the_same_askers_are_left_out_each_time(
    app: Askwell, cast: Cast, browser: Browser, shop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(app, cast, 10)
    browser.sign_in(cast.carla)
    monkeypatch.setattr(sparing, "place_of", lambda who: 999)
    for _ in range(2):
        page = write(browser)
        assert "payments abroad" not in page.html
        assert "No suggestions this time." in page.text
        assert dict(page.form("Post the question").fields)["title"] == WORDS["title"]
    monkeypatch.setattr(sparing, "place_of", lambda who: 1000)
    with app.test_request_context():
        assert not sparing.spared()
    assert [row.withheld for row in rows(app)] == [True]  # one asker, however often she looks


def test_the_lot_is_even_stable_and_not_to_be_guessed(app: Askwell) -> None:
    with app.app_context():
        places = [sparing.place_of(f"{n:016x}") for n in range(4000)]
        assert places == [sparing.place_of(f"{n:016x}") for n in range(4000)]
        tenth = sum(place < 1000 for place in places)
    assert 300 < tenth < 500  # 400 of 4000; five standard deviations are 95
    app.config["SECRET_KEY"] = "the key of another site"
    with app.app_context():
        assert places != [sparing.place_of(f"{n:016x}") for n in range(4000)]


def test_a_story_that_a_suggestion_ended(app: Askwell, cast: Cast, browser: Browser, shop: int) -> None:
    page = write(browser.sign_in(cast.carla))
    page = press(browser, page, "read", f"article:{shop}")
    press(browser, page, "verdict", f"solved article:{shop}")
    (row,) = rows(app)
    assert (row.read, row.solved_on, row.question_id) == (1, f"article:{shop}", None)
    later(app, timedelta(days=6))
    assert rows(app)[0].decided_at is None
    later(app)
    (row,) = rows(app)
    assert (row.no_question, row.no_case, row.solved) == (True, True, True)


def test_a_story_that_went_on_to_a_person(app: Askwell, cast: Cast, browser: Browser, shop: int) -> None:
    page = write(browser.sign_in(cast.carla))
    page = press(browser, page, "verdict", f"rejected article:{shop}")
    form = page.form("Post it") if page.has_form("Post it") else page.form("Post the question")
    browser.post("/ask", [*form.fields])
    with site(app):
        db.session.query(Question).one().escalated_at = clock.now() + timedelta(days=1)
    later(app)
    (row,) = rows(app)
    assert row.rejected == 1
    assert (row.no_question, row.no_case, row.solved) == (False, False, False)


def test_a_question_that_others_solved_in_time(app: Askwell, cast: Cast, browser: Browser, shop: int) -> None:
    browser.submit(write(browser.sign_in(cast.carla)), "Post it all the same")
    with site(app):
        number = db.session.query(Question).one().id
    answer(app, number, cast.bob, accepted=True)
    later(app)
    (row,) = rows(app)
    assert (row.no_question, row.no_case, row.solved) == (False, True, True)


def test_joining_an_open_question_is_no_question(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.bob, "Card declined abroad, what now")
    with site(app):
        rebuilding.rebuild()
    press(browser, write(browser.sign_in(cast.carla)), "verdict", f"too question:{number}")
    later(app)
    (row,) = rows(app)
    assert (row.joined, row.question_id, row.no_question, row.no_case) == (True, number, True, True)


def test_a_form_opened_anew_is_the_same_story(app: Askwell, cast: Cast, browser: Browser, shop: int) -> None:
    browser.sign_in(cast.carla)
    first = write(browser)
    write(browser)
    browser.submit(first, "Post it all the same")  # of the tab that was opened first
    (row,) = rows(app)
    assert row.question_id is not None
    write(browser)  # something else, later
    assert len(rows(app)) == 2


def test_staff_and_machines_leave_nothing(
    app: Askwell, cast: Cast, browser: Browser, shop: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparing, "place_of", lambda who: 0)
    without(app, cast, 50)
    assert "Card declined abroad" in write(Browser(app).sign_in(cast.ana)).text
    machine = Browser(app)
    machine.headers["User-Agent"] = "SomeBot/1.0 (crawler)"
    write(machine)
    assert rows(app) == []


def test_no_row_says_who_asked(app: Askwell, cast: Cast, browser: Browser, shop: int) -> None:
    write(browser.sign_in(cast.carla))
    from forum.search.models import SearchRecord

    with site(app):
        assert db.session.query(Asking).one().visitor != db.session.query(SearchRecord).one().visitor
    columns = {column.name for column in Asking.__table__.columns}
    assert not any("person" in name for name in columns)


def test_ana_reads_both_groups_and_the_certainty(app: Askwell, cast: Cast, browser: Browser) -> None:
    with site(app):
        for n in range(150):
            shown = n < 70
            yes = n < 56 or 70 <= n < 118  # 56 of 70 and 48 of 80: an example of Newcombe's
            db.session.add(
                Asking(
                    id=f"{n:016x}", visitor=f"{n:016x}", at=clock.now(), withheld=not shown, read=int(shown),
                    decided_at=clock.now(), no_question=yes, no_case=True, solved=False,
                )
            )  # fmt: skip
    page = browser.sign_in(cast.ana).get("/desk/insights/suggestions")
    assert "80.0 % (56 / 70)" in page.text
    assert "60.0 % (48 / 80)" in page.text
    assert "+20.0 +5.2 … +33.4 (a difference)" in page.text
    assert "Nobody is left out now" in page.text
    assert Browser(app).sign_in(cast.carla).get("/desk/insights/suggestions").status == 403


def test_a_few_say_nothing_and_none_break_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.ana).get("/desk/insights/suggestions?days=5")
    assert page.status == 200
    assert "Too few askers so far" in page.text


def test_after_ninety_days_counts_are_left(app: Askwell, cast: Cast, browser: Browser, shop: int) -> None:
    page = write(browser.sign_in(cast.carla))
    press(browser, page, "verdict", f"solved article:{shop}")
    later(app)
    before = browser.sign_in(cast.ana).get("/desk/insights/suggestions?days=365").text
    with clock.moved(timedelta(days=91)), site(app):
        assert actions.forget_old() == 1
        assert actions.forget_old() == 0
    with site(app):
        assert db.session.query(Asking).count() == 0
        day = db.session.query(AskingDay).one()
        assert (day.askings, day.said_solved, day.decided, day.no_question, day.solved) == (1, 1, 1, 1, 1)
    assert browser.get("/desk/insights/suggestions?days=365").text == before
