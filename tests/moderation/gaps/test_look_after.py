"""Gaps are given to somebody, closed for a reason, and outlive who looked after them."""

from __future__ import annotations

import itertools

from forum import Askwell
from forum.core.db import db
from forum.moderation.models import Gap
from tests.factories import Cast, site
from tests.moderation.gaps.stage import KETTLE, grouped, page_of, searched
from tests.pages import Browser


def test_a_gap_is_given_to_somebody_and_taken_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE)
    grouped(app)
    page = page_of(browser.sign_in(cast.mo), KETTLE)
    assert "Ana looks after it" in browser.submit(page, "Assign", person=cast.ana.id).text
    assert "Ana looks after it" in browser.get("/moderation/gaps").text
    browser.submit(page, "Assign", person=0)
    assert "looks after it" not in browser.get("/moderation/gaps").text.replace("Who looks after it", "")
    assert browser.submit(page, "Assign", person=cast.carla.id).status == 422


def test_a_draft_begins_with_the_words_of_the_gap(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE, people=2)
    searched(app, "my kettle whistles all night long", people=1)
    grouped(app)
    form = browser.get(page_of(browser.sign_in(cast.mo), KETTLE).link("Draft an article"))
    sent = dict(form.form("/articles/new").fields)
    assert sent["title"] == KETTLE
    assert sent["phrasings"] == "my kettle whistles all night long"


def test_closing_for_another_reason_wants_it_said_and_can_be_undone(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    searched(app, KETTLE)
    grouped(app)
    one = page_of(browser.sign_in(cast.mo), KETTLE)
    assert browser.submit(one, "Close the gap", how="other").status == 422
    assert "Not ours" in browser.submit(one, "Close the gap", how="other", note="Not ours").text
    browser.submit(browser.get(one.path), "Open it again")
    assert KETTLE in browser.get("/moderation/gaps").text


def test_agents_read_and_do_not_act(app: Askwell, cast: Cast, browser: Browser) -> None:
    searched(app, KETTLE)
    grouped(app)
    one = page_of(browser.sign_in(cast.ana), KETTLE)
    for button in ("Assign", "Close the gap", "Add the phrasing"):
        assert not one.has_form(button)


def test_who_leaves_is_not_named_any_more_and_the_gap_stays(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from forum.moderation.personal_data import ENTRIES

    searched(app, KETTLE)
    grouped(app)
    mo = cast.mo
    browser.sign_in(mo).submit(page_of(browser, KETTLE), "Close the gap", how="article")
    with site(app):
        [entry] = [each for each in ENTRIES if each.table == "gap"]
        assert entry.export(mo.id) == [
            {"words": KETTLE, "assigned_to_you": False, "closed_by_you": True, "note": ""}
        ]
        entry.erase(mo.id)
    with app.app_context():
        assert db.session.query(Gap).one().closed_by_id is None


def test_many_gaps_take_pages_and_few_queries(app: Askwell, cast: Cast, browser: Browser) -> None:
    from tests.architecture.test_query_counts import QUERIES_MAX, counting

    odd = [
        "kettle",
        "invoice",
        "parcel",
        "password",
        "camera",
        "garden",
        "piano",
        "winter",
        "guitar",
        "rocket",
    ]
    for first, second in itertools.combinations(odd, 2):
        searched(app, f"{first} {second}")
    grouped(app)
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/gaps")
    second = browser.get(page.link("Next"))
    assert second.status == 200
    for path in ("/moderation/gaps", "/moderation/gaps/promoted", second.path, page.link(odd[0])):
        browser.get(path)
        with counting(app) as sent:
            browser.get(path)
        assert len(sent) <= QUERIES_MAX, sent


def test_all_that_were_chosen_go_to_one_colleague(app: Askwell, cast: Cast, browser: Browser) -> None:
    for words in (KETTLE, "trasig spis", "lost parcel"):
        searched(app, words)
    grouped(app)
    with site(app):
        chosen = [gap.id for gap in db.session.query(Gap) if gap.words != "lost parcel"]
    page = browser.sign_in(cast.mo).get("/moderation/gaps")
    browser.submit(page, "Assign", gap=chosen, person=cast.ana.id)
    with site(app):
        given = {gap.words: gap.assigned_to_id for gap in db.session.query(Gap)}
    assert given == {KETTLE: cast.ana.id, "trasig spis": cast.ana.id, "lost parcel": None}
