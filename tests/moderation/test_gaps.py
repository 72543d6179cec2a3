"""What people search and do not find: counted by people, given to somebody, filled, and closed with proof."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.moderation.models import Gap
from forum.search.models import SearchRecord
from forum.search.wording import normal
from tests.factories import Cast, article, site
from tests.pages import Browser
from tests.search.stage import results, search, work

_numbers = itertools.count(1)


def _searched(
    app: Askwell,
    words: str,
    people: int = 1,
    lang: str = "en",
    total: int = 0,
    days_ago: float = 1,
    **values: object,
) -> None:
    """`people` different visitors searched these words."""
    with site(app):
        for _ in range(people):
            n = f"{next(_numbers):016x}"
            db.session.add(
                SearchRecord(
                    id=n, at=clock.now() - timedelta(days=days_ago), visitor=values.get("visitor", n), query=words,
                    normal=normal(words), lang=lang, total=total, shown=[],
                    **{name: value for name, value in values.items() if name != "visitor"},
                )
            )  # fmt: skip


def _titles(text: str, *words: str) -> list[str]:
    return sorted((each for each in words if each in text), key=text.index)


def test_gaps_stand_by_the_people_they_concern(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "kettle whistles", people=2)
    _searched(app, "lost parcel", people=4, total=3)  # found, and nothing opened
    _searched(app, "change the colour", people=9, visitor="one")  # one visitor, all day
    _searched(app, "how to refund", people=5, total=3, outcome="opened", opened=[["article:1", 1]])
    _searched(app, "very long ago", people=9, days_ago=40)
    _searched(app, "beside the ask form", people=9, asking=True)
    text = browser.sign_in(cast.ana).get("/moderation/gaps").text
    shown = _titles(text, "kettle whistles", "lost parcel", "change the colour", "how to refund")
    assert shown == ["lost parcel", "kettle whistles", "change the colour"]
    assert "very long ago" not in text
    assert "beside the ask form" not in text
    assert "9 found nothing" in text
    assert "4 opened nothing" in text


def test_other_spellings_and_languages_of_the_same_are_one_gap(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    _searched(app, "pay abroad", people=3)
    _searched(app, "paying abroad?", people=1)
    _searched(app, "betala utomlands", people=2, lang="sv")
    _searched(app, "kettle whistles", people=1)
    page = browser.sign_in(cast.ana).get("/moderation/gaps")
    one = browser.get(page.link("pay abroad"))
    assert "6 people searched this" in one.text
    assert "“betala utomlands”" in one.text
    assert "“paying abroad?”" in one.text
    assert "kettle" not in one.text


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"outcome": "opened", "opened": [["article:1", 1]], "reformulated": True}, "1 tried other words"),
        ({"outcome": "asked"}, "1 asked"),
        ({"outcome": "solved"}, "1 asked"),
    ],
)
def test_who_tried_again_or_asked_did_not_find_it(
    app: Askwell, cast: Cast, browser: Browser, values: dict[str, object], words: str
) -> None:
    _searched(app, "kettle whistles", total=2, **values)  # type: ignore[arg-type]
    assert words in browser.sign_in(cast.ana).get("/moderation/gaps").text


def test_a_search_that_may_still_go_on_is_no_gap_yet(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "kettle whistles", days_ago=0)
    assert "No gaps" in browser.sign_in(cast.ana).get("/moderation/gaps").text


def test_a_phrasing_fills_a_gap_in_one_step_and_the_list_proves_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "Card refused in another country")
    path = f"/articles/{number}-card-refused-in-another-country"
    work(app)
    _searched(app, "pay when travelling", people=3)
    browser.sign_in(cast.mo)
    page = browser.get("/moderation/gaps")
    one = browser.get(page.link("pay when travelling"))
    found = browser.submit(one, "Find", q="card refused")
    closed = browser.submit(found, "Add the phrasing")
    work(app)
    assert "Before: 3 of 3 searches missed" in closed.text
    assert "Not searched since" in closed.text
    assert results(search(Browser(app).sign_in(cast.ana), "pay when travelling"))[0] == path
    assert "No gaps" in browser.get("/moderation/gaps").text
    with clock.moved(timedelta(days=2)):
        _searched(app, "pay when travelling", people=1)
        _searched(
            app, "pay when travelling", people=3, total=1, outcome="opened", opened=[[f"article:{number}", 1]]
        )
        assert "Since: 1 of 4" in browser.get("/moderation/gaps/closed").text
        assert "1 person" in browser.get("/moderation/gaps").text  # it stands among the open ones again
    with app.app_context():
        deeds = db.session.scalars(sa.select(AuditEntry.did).where(AuditEntry.target.like("gap:%"))).all()
        assert deeds == ["closed"]


def test_a_gap_is_given_to_somebody_and_taken_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "kettle whistles")
    page = browser.sign_in(cast.mo).get(
        "/moderation/gaps/one?of=" + normal("kettle whistles").replace(" ", "+")
    )
    ana = cast.ana
    page = browser.get(page.path)
    assert "Ana looks after it" in browser.submit(page, "Assign", person=ana.id).text
    assert "Ana looks after it" in browser.get("/moderation/gaps").text
    browser.submit(page, "Assign", person=0)
    assert "looks after it" not in browser.get("/moderation/gaps").text
    assert browser.submit(page, "Assign", person=cast.carla.id).status == 422


def test_a_draft_begins_with_the_words_of_the_gap(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "kettle whistles", people=2)
    _searched(app, "whistles, my kettle", people=1)
    page = browser.sign_in(cast.mo).get("/moderation/gaps")
    form = browser.get(browser.get(page.link("kettle whistles")).link("Draft an article"))
    sent = dict(form.form("/articles/new").fields)
    assert sent["title"] == "kettle whistles"
    assert sent["phrasings"] == "whistles, my kettle"


def test_closing_for_another_reason_wants_it_said(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "kettle whistles")
    page = browser.sign_in(cast.mo).get("/moderation/gaps")
    one = browser.get(page.link("kettle whistles"))
    assert browser.submit(one, "Close the gap", how="other").status == 422
    assert "Not ours" in browser.submit(one, "Close the gap", how="other", note="Not ours").text


def test_agents_read_and_do_not_act(app: Askwell, cast: Cast, browser: Browser) -> None:
    _searched(app, "kettle whistles")
    page = browser.sign_in(cast.ana).get("/moderation/gaps")
    one = browser.get(page.link("kettle whistles"))
    assert not one.has_form("Assign")
    assert not one.has_form("Close the gap")


def test_who_leaves_is_not_named_any_more_and_the_gap_stays(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    from forum.moderation.personal_data import ENTRIES

    _searched(app, "kettle whistles")
    mo = cast.mo
    page = browser.sign_in(mo).get("/moderation/gaps")
    browser.submit(browser.get(page.link("kettle whistles")), "Close the gap", how="article")
    with site(app):
        [entry] = ENTRIES
        assert entry.export(mo.id) == [
            {"words": "kettle whistles", "assigned_to_you": False, "closed_by_you": True, "note": ""}
        ]
        entry.erase(mo.id)
    with app.app_context():
        assert db.session.query(Gap).one().closed_by_id is None


def test_many_gaps_take_pages_and_few_queries(app: Askwell, cast: Cast, browser: Browser) -> None:
    from sqlalchemy import event

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
        _searched(app, f"{first} {second}")
    browser.sign_in(cast.mo).get("/moderation/gaps")
    said: list[str] = []
    with app.app_context():
        engine = db.engine

    def hear(_c: object, _cursor: object, statement: str, *_more: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    page = browser.get("/moderation/gaps")
    event.remove(engine, "before_cursor_execute", hear)
    assert len([each for each in said if each.startswith("SELECT")]) <= 12
    assert browser.get(page.link("Next")).status == 200
