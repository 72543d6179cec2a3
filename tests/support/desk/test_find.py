"""Views, narrowing down, saved filters and search: each shows what it counts."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.support import actions, queries
from forum.support.models import URGENT, Case
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.desk.scene import me, open_case, seen, work


@pytest.fixture
def desk(app: Askwell, cast: Cast) -> dict[str, int]:
    """One case of each kind."""
    cases = {
        name: open_case(app, cast.dan if name != "urgent" else cast.bob, title)
        for name, title in {
            "new": "Lamp flickers at night",
            "mine": "Hub does not pair",
            "late": "Parcel never arrived",
            "waiting": "Invoice for my company",
            "resolved": "Two accounts, one person",
            "closed": "Colour of the strap",
            "urgent": "Smoke from the charger",
        }.items()
    }
    ana = cast.ana
    work(app, cases["mine"], lambda c: actions.claim(c, by=me(ana)))
    work(app, cases["late"], lambda c: setattr(c, "due_at", clock.now() - timedelta(hours=1)))
    work(app, cases["waiting"], lambda c: actions.reply(c, by=me(ana), body="Which company?"))
    work(app, cases["resolved"], lambda c: actions.claim(c, by=me(cast.ada)))
    work(app, cases["resolved"], lambda c: actions.resolve(c, by=me(cast.ada)))
    work(app, cases["closed"], lambda c: actions.close(c, by=me(ana), because="Asked the shop."))
    work(app, cases["urgent"], lambda c: actions.prioritise(c, URGENT, by=me(ana)))
    work(app, cases["urgent"], lambda c: actions.tag(c, "safety", by=me(ana)))
    return cases


SHOWN = {
    "open": ["urgent", "late", "new", "mine", "waiting", "resolved"],
    "mine": ["mine", "waiting"],
    "unassigned": ["urgent", "late", "new"],
    "due": ["urgent", "new", "mine"],
    "overdue": ["late"],
    "waiting": ["waiting"],
    "resolved": ["resolved"],
    "closed": ["closed"],
}


def test_each_view_shows_what_it_counts(
    app: Askwell, cast: Cast, browser: Browser, desk: dict[str, int]
) -> None:
    names = {number: name for name, number in desk.items()}
    with app.app_context():
        counts = queries.counts(me(cast.ana))
        for view, wanted in SHOWN.items():
            found = [names[row.id] for row in queries.queue(me(cast.ana), view)]
            assert sorted(found) == sorted(wanted), view
            assert counts.get(view, len(wanted)) == len(wanted), view
        assert [names[r.id] for r in queries.queue(me(cast.ana), "open")][:2] == ["urgent", "late"]
        assert next(names[r.id] for r in queries.queue(me(cast.ana), "due")) == "urgent", "due soonest"
    fragment = browser.sign_in(cast.ana).get("/desk/counts?view=mine", **{"HX-Request": "true"})
    assert re.search(r'id="view-mine"[^>]*aria-current', fragment.html)
    assert re.search(r"Devices</span> <span class=\"count\">6<", fragment.html), "open ones of the topic"
    assert re.search(r"Overdue</span> <span class=\"count late\">1<", fragment.html)
    assert "<h1" not in fragment.html


def test_ana_hears_that_more_wait_for_somebody_and_nothing_while_none_came(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    look = browser.sign_in(cast.ana).get
    assert 'id="desk-said" role="status"></p>' in look("/desk").html
    assert "Nobody's yet · Desk" in look("/desk?view=unassigned").reader.title
    open_case(app, cast.dan)
    fragment = {"HX-Request": "true"}
    said = 'id="desk-said" data-hx-swap-oob="innerHTML">Nobody\'s yet: 1</p>'
    assert said in look("/desk/counts?was=0", **fragment).html
    assert "desk-said" not in look("/desk/counts?was=1", **fragment).html
    assert "desk-said" not in look("/desk/counts?was=x", **fragment).html


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("?view=open&priority=urgent", {"urgent"}),
        ("?view=open&tag=safety", {"urgent"}),
        ("?view=open&holder=me", {"mine", "waiting"}),
        ("?view=open&holder=none&topic=devices", {"urgent", "late", "new"}),
        ("?view=open&topic=nowhere", set()),
        ("?view=open&state=waiting", {"waiting"}),
        ("?view=open&lang=fr", set()),
        ("?q=CHARGER+smoke", {"urgent"}),
        ("?q=bob", {"urgent"}),
        ("?q=strap", {"closed"}),
        ("?view=open&q=strap", set()),
        ("?q=50%25", set()),
        ("?q=lamp+parcel", set()),
    ],
)
def test_lists_are_narrowed_down_and_searched(
    cast: Cast, browser: Browser, desk: dict[str, int], address: str, found: set[str]
) -> None:
    page = browser.sign_in(cast.ana).get(f"/desk{address}")
    shown = {name for name, number in desk.items() if f'href="/desk/cases/{number}"' in page.html}
    assert shown == found


def test_a_number_finds_its_case(app: Askwell, cast: Cast, browser: Browser, desk: dict[str, int]) -> None:
    page = browser.sign_in(cast.ana).get(f"/desk?q=%23{desk['late']}")
    assert "Parcel never arrived" in page.text
    assert "Lamp flickers" not in page.text


def test_ana_saves_a_filter_shares_it_and_ada_sees_it_with_her_own_count(
    app: Askwell, cast: Cast, browser: Browser, desk: dict[str, int]
) -> None:
    page = browser.sign_in(cast.ana).get("/desk?view=open&holder=me")
    page = browser.submit(page, "desk/filters", name="My plate")
    assert re.search(r"My plate</span> <span class=\"count\">2<", page.html)
    assert "My plate" not in browser.sign_in(cast.ada).get("/desk").text
    page = browser.sign_in(cast.ana).get(page.path)
    browser.submit(page, "desk/filters", name="My plate", shared="1")
    page = browser.sign_in(cast.ada).get("/desk")
    assert re.search(r"My plate</span> <span class=\"count\">1<", page.html)
    page = browser.get(page.link("My plate"))
    assert "Two accounts" in page.text
    assert not page.has_form("Remove")
    page = browser.sign_in(cast.mo).get(page.path)
    browser.submit(page, "Remove “My plate”")
    assert "My plate" not in browser.sign_in(cast.ana).get("/desk").text


def test_what_a_saved_filter_asked_for_may_be_gone(app: Askwell, cast: Cast, browser: Browser) -> None:
    with site(app):
        actions.save_filter(
            "Odd", {"view": "gone", "state": "claimed", "priority": "?"}, False, by=me(cast.ana)
        )
    assert browser.sign_in(cast.ana).get("/desk").status == 200


def test_empty_desks_say_so(cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.ana).get("/desk")
    assert "Nothing here" in page.text
    assert "Nothing found" in browser.get("/desk?q=zebra").text


def test_keys_are_listed_and_can_be_turned_off(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = open_case(app, cast.dan)
    page = browser.sign_in(cast.ana).get("/desk/keys")
    assert "Give it to a colleague" in page.text
    case = browser.get(f"/desk/cases/{number}")
    for key in ("c", "a", "n", "?"):
        assert f'data-key="{key}"' in case.html, key
    assert "desk/keys" in case.html
    browser.submit(page, "Turn them off")
    for path in ("/desk", f"/desk/cases/{number}"):
        page = browser.get(path)
        assert "js/desk/keys" not in page.html
        assert 'data-key="?"' not in page.html


def test_customers_see_none_of_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = open_case(app, cast.dan)
    browser.sign_in(cast.dan)
    for path in ("/desk", "/desk/counts", "/desk/keys", "/desk/rules", f"/desk/cases/{number}/writing"):
        assert browser.get(path).status == 403
    with app.app_context():
        case = db.session.get_one(Case, number)
        dan = me(cast.dan)
        assert queries.filters(dan) == queries.history(case, dan) == []
        assert queries.related_to(case, dan) == ([], [])
    assert seen(app, number, "state") == "new"
