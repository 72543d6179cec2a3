"""What people search and do not find: counted by people, grouped by meaning and spelling."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.moderation.models import Gap, GapWording
from tests.factories import Cast
from tests.moderation.gaps.stage import KETTLE, grouped, page_of, satisfied, searched, titles
from tests.pages import Browser


def test_gaps_stand_by_the_people_they_concern(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE, people=2)
    searched(app, "lost parcel", people=4, total=3, outcome="gave_up")  # found, and nothing opened
    searched(app, "change the colour", people=9, visitor="one")  # one visitor, all day
    satisfied(app, "how to refund", people=5)
    searched(app, "very long ago", people=9, days_ago=40)
    searched(app, "beside the ask form", people=9, asking=True)
    searched(app, "may still go on", people=9, days_ago=0)
    grouped(app)
    text = browser.sign_in(cast.ana).get("/moderation/gaps").text
    shown = titles(text, KETTLE, "lost parcel", "change the colour", "how to refund")
    assert shown == ["lost parcel", KETTLE, "change the colour"]
    for gone in ("very long ago", "beside the ask form", "may still go on"):
        assert gone not in text
    assert "9 found nothing" in text
    assert "4 opened nothing" in text


def test_other_spellings_and_languages_of_the_same_are_one_gap(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    searched(app, "pay abroad", people=3)
    searched(app, "paying abroad?", people=1)
    searched(app, "betala utomlands", people=2, lang="sv")
    searched(app, "pasword reset", people=1)
    searched(app, "password reset", people=2)
    searched(app, KETTLE, people=1)
    assert grouped(app) == 3
    one = page_of(browser.sign_in(cast.ana), "pay abroad")
    assert "6 people searched this" in one.text
    assert "“betala utomlands”" in one.text
    assert "kettle" not in one.text
    assert "“pasword reset”" in page_of(browser, "password reset").text


def test_versions_and_error_codes_that_differ_are_not_one_gap(app: Askwell) -> None:
    searched(app, "error 0x80070005 when paying", people=2)
    searched(app, "error 0x80070006 when paying", people=2)
    assert grouped(app) == 2


def test_one_visitor_of_two_wordings_is_one_person(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, "pay abroad", visitor="one")
    searched(app, "betala utomlands", lang="sv", visitor="one")
    grouped(app)
    assert "One person searched this" in page_of(browser.sign_in(cast.ana), "utomlands").text


def test_a_wording_stays_with_its_gap_and_new_ones_join_it(app: Askwell, cast: Cast) -> None:
    searched(app, "pay abroad", people=2)
    grouped(app)
    with app.app_context():
        number = db.session.scalar(sa.select(Gap.id))
    searched(app, "betala utomlands", people=9, lang="sv")  # now the one of most people
    assert grouped(app) == 1
    with app.app_context():
        gap = db.session.get_one(Gap, number)
        assert (gap.words, gap.people) == ("betala utomlands", 11)
        assert db.session.query(GapWording).count() == 2


def test_what_nobody_misses_any_more_goes_unless_somebody_looks_after_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    searched(app, KETTLE)
    searched(app, "lost parcel")
    grouped(app)
    browser.sign_in(cast.mo).submit(page_of(browser, KETTLE), "Assign", person=cast.ana.id)
    with clock.moved(timedelta(days=40)):
        grouped(app)
        text = browser.sign_in(cast.mo).get("/moderation/gaps").text
    assert KETTLE in text
    assert "lost parcel" not in text
    with app.app_context():
        assert db.session.query(GapWording).count() == 1


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "refined", "opened": [["article:1", 1]], "reformulated": True}, "1 tried other words"),
        ({"outcome": "asked"}, "1 asked"),
        ({"outcome": "solved"}, "1 asked"),
        ({"outcome": "escalated"}, "1 asked"),
        ({"outcome": "gave_up"}, "1 opened nothing"),
        ({"outcome": "not_helped", "opened": [["article:1", 1]]}, KETTLE),
    ],
)
def test_who_tried_again_or_asked_or_left_did_not_find_it(
    app: Askwell, cast: Cast, browser: Browser, values: dict[str, object], words: str
) -> None:
    searched(app, KETTLE, total=2, **values)  # type: ignore[arg-type]
    grouped(app)
    assert words in browser.sign_in(cast.ana).get("/moderation/gaps").text


def test_the_list_is_narrowed_by_kind_language_and_who_looks_after_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    searched(app, KETTLE, people=3)
    searched(app, "lost parcel", people=2, total=4, outcome="asked")
    searched(app, "trasig spis", lang="sv")
    grouped(app)
    browser.sign_in(cast.mo)
    browser.submit(page_of(browser, KETTLE), "Assign", person=cast.mo.id)
    every = (KETTLE, "lost parcel", "trasig spis")

    def listed(link: str) -> list[str]:
        return titles(browser.get(browser.get("/moderation/gaps").link(link)).text, *every)

    assert listed("Found nothing") == [KETTLE, "trasig spis"]
    assert listed("Asked instead") == ["lost parcel"]
    assert listed("Svenska") == ["trasig spis"]
    assert listed("Mine") == [KETTLE]
    assert listed("Nobody's") == ["lost parcel", "trasig spis"]


def test_the_trend_is_told(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE, people=2)
    searched(app, KETTLE, people=5, days_ago=45)
    grouped(app)
    assert "5 in the 30 days before" in browser.sign_in(cast.ana).get("/moderation/gaps").text
