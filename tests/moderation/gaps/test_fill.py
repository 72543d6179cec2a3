"""A gap is filled by a phrasing, an article, a synonym or an answer put first, and closed with proof."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.moderation.gaps import proof
from forum.moderation.models import Gap
from tests.factories import Cast, article, question, site
from tests.moderation.gaps.stage import KETTLE, grouped, page_of, put_first, satisfied, searched
from tests.pages import Browser
from tests.search.stage import results, search, work


def test_a_phrasing_fills_a_gap_in_one_step_and_the_rate_proves_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "Card refused in another country")
    path = f"/articles/{number}-card-refused-in-another-country"
    work(app)
    searched(app, "pay when travelling", people=3)
    grouped(app)
    one = page_of(browser.sign_in(cast.mo), "pay when travelling")
    found = browser.submit(one, "Find", q="card refused")
    closed = browser.submit(found, "Add the phrasing")
    work(app)
    assert "Before: 3 of 3 searches missed" in closed.text
    assert "Not searched since" in closed.text
    assert results(search(Browser(app).sign_in(cast.ana), "pay when travelling"))[0] == path
    assert "No gaps" in browser.get("/moderation/gaps").text
    with clock.moved(timedelta(days=3)):
        satisfied(app, "pay when travelling", people=8)
        grouped(app)
        text = browser.sign_in(cast.mo).get("/moderation/gaps?state=proved").text
    assert "Since: 0 of 8" in text
    with app.app_context():
        deeds = db.session.scalars(
            sa.select(AuditEntry.did).where(AuditEntry.target.like("gap:%")).order_by(AuditEntry.id)
        ).all()
        assert deeds == ["closed", "proved filled"]


def test_a_gap_that_is_missed_as_before_comes_back_by_itself_to_whom_it_was_given(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    searched(app, KETTLE, people=4)
    grouped(app)
    one = page_of(browser.sign_in(cast.mo), KETTLE)
    browser.submit(one, "Assign", person=cast.ana.id)
    browser.submit(one, "Close the gap", how="article")
    with clock.moved(timedelta(days=2)):
        searched(app, KETTLE, people=3)
        grouped(app)
        browser.sign_in(cast.mo)
        assert KETTLE in browser.get("/moderation/gaps?state=watched").text  # three say too little
        searched(app, KETTLE, people=4)
        grouped(app)
        text = browser.get("/moderation/gaps").text
    assert KETTLE in text
    assert "Came back" in text
    assert "Ana looks after it" in text


def test_a_proved_gap_that_misses_again_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE, people=4)
    grouped(app)
    browser.sign_in(cast.mo).submit(page_of(browser, KETTLE), "Close the gap", how="article")
    with clock.moved(timedelta(days=2)):
        satisfied(app, KETTLE, people=9)
        grouped(app)
    with app.app_context():
        assert db.session.query(Gap).one().state == "proved"
    with clock.moved(timedelta(days=50)):
        searched(app, KETTLE, people=6)
        grouped(app)
    with app.app_context():
        assert db.session.query(Gap).one().state == "open"


@pytest.mark.parametrize(
    ("before", "since", "verdict"),
    [
        ((3, 3), (0, 4), None),  # too few to say
        ((3, 3), (0, 5), True),
        ((8, 10), (1, 12), True),
        ((8, 10), (5, 6), False),
        ((8, 10), (3, 6), None),  # half is about the aim: wait
        ((8, 10), (13, 30), False),  # enough by now: it did not halve
        ((8, 10), (12, 30), True),
        ((2, 40), (0, 10), None),  # of few that missed, ten say nothing
    ],
)
def test_proof_asks_for_half(before: tuple[int, int], since: tuple[int, int], verdict: bool | None) -> None:
    assert proof.fell(*before, *since) is verdict


def test_an_article_published_with_these_words_is_watched_by_itself(app: Askwell, cast: Cast) -> None:
    searched(app, KETTLE, people=2)
    searched(app, "lost parcel", people=2)
    grouped(app)
    article(app, cast, "Noises", phrasings=["My kettle whistles!"])
    with app.app_context():
        states = dict(db.session.execute(sa.select(Gap.words, Gap.state)).all())  # type: ignore[arg-type]
        assert states == {KETTLE: "watched", "lost parcel": "open"}


def test_a_synonym_added_for_a_gap_closes_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE, people=2)
    grouped(app)
    browser.sign_in(cast.mo)
    form = browser.get(page_of(browser, KETTLE).link("Add a synonym"))
    done = browser.submit(form, "Add", group="kettle whistles, singing pot")
    assert "A synonym" in done.text
    with app.app_context():
        gap = db.session.query(Gap).one()
        assert (gap.state, gap.how) == ("watched", "synonym")


def test_an_answer_put_first_stands_first_at_once_until_it_is_taken_back(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    for n in range(3):
        article(app, cast, f"Kettle number {n}", "Whistles and whistles, kettle.")
    number = article(app, cast, "Noises of the kitchen", "Turn the valve.")
    path = f"/articles/{number}-noises-of-the-kitchen"
    work(app)
    searched(app, KETTLE, people=2)
    searched(app, "my kettle whistles all night long", people=1)
    grouped(app)
    guest = Browser(app)
    assert results(search(guest, KETTLE))[0] != path
    one = browser.submit(page_of(browser.sign_in(cast.mo), KETTLE), "Find", q="noises of the kitchen")
    done = put_first(browser, one, f"article:{number}")
    assert "Noises of the kitchen" in done.text
    for words in (KETTLE, "whistles kettle", "my kettle whistles all night long"):
        assert results(search(guest, words))[0] == path
    assert results(search(guest, "kettle number 1"))[0] != path
    assert "Chosen by our team" in search(guest, KETTLE).text
    for _ in range(2):
        browser.submit(browser.get("/moderation/gaps/promoted"), "Take back")
    assert results(search(guest, KETTLE))[0] != path
    with app.app_context():
        deeds = db.session.scalars(
            sa.select(AuditEntry.did).where(AuditEntry.target == f"article:{number}").order_by(AuditEntry.id)
        )
        assert [did for did in deeds if "promot" in did] == ["promoted", *["took back the promotion of"] * 2]


def test_an_answer_that_an_agent_flags_does_not_stand_first(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from forum.core.targets import Target
    from forum.flags import actions as flags

    article(app, cast, "Kettle whistles loudly", "Kettle.")
    number = article(app, cast, "Noises of the kitchen", "Turn the valve.")
    path = f"/articles/{number}-noises-of-the-kitchen"
    work(app)
    searched(app, KETTLE, people=2)
    grouped(app)
    one = browser.submit(page_of(browser.sign_in(cast.mo), KETTLE), "Find", q="noises of the kitchen")
    put_first(browser, one, f"article:{number}")
    assert results(search(Browser(app), KETTLE))[0] == path
    with site(app):
        flags.flag(Target("article", number), db.session.merge(cast.ana), "inaccurate", "Another valve.")
    work(app)
    assert path not in results(search(Browser(app), KETTLE))[:1]


def test_nobody_puts_first_what_is_not_there(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE)
    article(app, cast, "Kettle whistles loudly", "Kettle.")
    work(app)
    grouped(app)
    one = page_of(browser.sign_in(cast.mo), KETTLE)
    for document in ("article:999", "nonsense", ""):
        assert put_first(browser, one, document).status == 404


def test_a_question_has_no_phrasings(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = question(app, cast.dan, "Kettle whistles since today")
    work(app)
    searched(app, KETTLE)
    grouped(app)
    one = page_of(browser.sign_in(cast.mo), KETTLE)
    assert browser.submit(one, "Add the phrasing", document=f"question:{number}").status == 422
    with app.app_context():
        assert db.session.query(Gap).one().state == "open"
