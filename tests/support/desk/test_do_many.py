"""One deed on many cases: what can be done is done, what can not is named."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.support import actions
from tests.factories import Cast
from tests.pages import Browser
from tests.support.desk.scene import held_case, me, open_case, seen, work


@pytest.fixture
def three(app: Askwell, cast: Cast) -> list[int]:
    """Two free ones and one that Ada holds."""
    return [
        open_case(app, cast.dan, "Black screen, asked once"),
        open_case(app, cast.dan, "Black screen, asked twice"),
        held_case(app, cast, cast.ada, "Black screen at Ada's"),
    ]


def test_ana_takes_two_and_hears_why_not_the_third(
    app: Askwell, cast: Cast, browser: Browser, three: list[int]
) -> None:
    page = browser.sign_in(cast.ana).get("/desk")
    page = browser.submit(page, "desk/many", "Give", case=three, to=cast.ana.id)
    assert page.status == 200
    assert "Done with 2" in page.text
    assert "Ada is already on this case" in page.text
    assert [seen(app, n, "claimed_by_id") for n in three] == [cast.ana.id, cast.ana.id, cast.ada.id]


@pytest.mark.parametrize(
    ("button", "fields", "name", "value"),
    [
        ("Set", {"priority": "high"}, "priority", 2),
        ("Change", {"state": "waiting"}, "state", "waiting"),
        (
            "Change",
            {"state": "closed", "because": "The shop is shut."},
            "closed_because",
            "The shop is shut.",
        ),
    ],
)
def test_one_deed_on_all(
    app: Askwell, cast: Cast, browser: Browser, three: list[int],
    button: str, fields: dict[str, str], name: str, value: object,
) -> None:  # fmt: skip
    page = browser.sign_in(cast.ana).get("/desk")
    page = browser.submit(page, "desk/many", button, case=three, **fields)
    assert "Done with 3" in page.text
    assert [seen(app, n, name) for n in three] == [value] * 3


def test_tags_for_all_and_nothing_chosen_changes_nothing(
    app: Askwell, cast: Cast, browser: Browser, three: list[int]
) -> None:
    page = browser.sign_in(cast.ana).get("/desk")
    assert browser.submit(page, "desk/many", "Add", tags="mango").status == 422
    assert browser.submit(page, "desk/many", "Add", case=three, tags="  ").status == 422
    browser.submit(page, "desk/many", "Add", case=three[:2], tags="mango")
    assert "Ada's" not in browser.get("/desk?tag=mango").text


def test_closing_needs_a_reason_each_says_so(
    app: Askwell, cast: Cast, browser: Browser, three: list[int]
) -> None:
    page = browser.sign_in(cast.ana).get("/desk")
    page = browser.submit(page, "desk/many", "Change", case=three, state="closed")
    assert page.text.count("Say why in a few words") == 3
    assert [seen(app, n, "state") for n in three] == ["new", "new", "open"]


def test_merging_many_takes_the_oldest_and_tells_dan_once(
    app: Askwell, cast: Cast, browser: Browser, three: list[int]
) -> None:
    of_bob = open_case(app, cast.bob, "Not Dan's at all")
    page = browser.sign_in(cast.ana).get("/desk")
    page = browser.submit(page, "desk/many", "Merge into one", case=[*three, of_bob])
    assert "Only open cases of one customer" in page.text
    assert [seen(app, n, "merged_into_id") for n in (*three, of_bob)] == [None, three[0], three[0], None]
    assert browser.sign_in(cast.dan).get("/my/notices").text.count("together with") == 1


def test_a_page_can_be_chosen_as_a_whole_without_script(
    cast: Cast, browser: Browser, three: list[int]
) -> None:
    page = browser.sign_in(cast.ana).get("/desk")
    page = browser.get(page.link("Choose all on this page"))
    assert [v for k, v in page.form("desk/many").fields if k == "case"] == [str(n) for n in sorted(three)]


def test_a_closed_one_among_many_stays_closed(
    app: Askwell, cast: Cast, browser: Browser, three: list[int]
) -> None:
    page = browser.sign_in(cast.ana).get("/desk")
    work(app, three[1], lambda case: actions.close(case, by=me(cast.mo), because="Spam."))
    page = browser.submit(page, "desk/many", "Change", case=three, state="resolved")
    assert "Done with 2" in page.text
    assert seen(app, three[1], "state", "closed_because") == ("closed", "Spam.")
