"""Macros: written once, filled in for each case, kept true."""

from __future__ import annotations

import re

import pytest

from forum import Askwell
from forum.core import clock
from forum.core.db import db
from forum.quotes.models import Quote
from forum.support import queries as cases
from forum.support.macros import placeholders
from forum.support.macros.models import Macro
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser
from tests.quotes.stage import revise
from tests.support.answering.stage import case_of_dan, fields
from tests.support.answering.test_what_fits import press
from tests.support.stage import case_of


def macro(
    app: Askwell, browser: Browser, title: str = "Thanks", body: str = "Thank you, {{customer}}.", **more: str
) -> int:
    """Written by whoever is signed in; its number."""
    page = browser.submit(browser.get("/desk/macros/new"), "Save", title=title, body=body, **more)
    assert page.status == 200, page.text
    return int(page.path.rpartition("/")[2])


def test_the_team_finds_it_and_its_writer_may_keep_it_alone(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    browser.sign_in(cast.ana)
    macro(app, browser, "For us all")
    macro(app, browser, "Just mine", own="1")
    browser.sign_in(cast.ada)
    page = browser.get("/desk/macros")
    assert "For us all" in page.text
    assert "Just mine" not in page.text
    assert "Just mine" not in browser.get("/desk/macros?q=mine").text.replace("Just mine ×", "")
    assert browser.get("/desk/macros?q=thank&lang=sv").text.count("For us all") == 0


def test_a_browser_lets_be_empty_what_may_be(app: Askwell, cast: Cast, browser: Browser) -> None:
    """For every language and topic, with no effect: the first choice of these is empty, and "required" would refuse it."""
    browser.sign_in(cast.root)
    for address, names in (
        ("/desk/macros/new", {"lang", "topic", "state", "priority"}),
        ("/desk/guides/new", {"topic"}),
    ):
        selects = re.findall(r"<select [^>]*>", browser.get(address).html)
        may_be_empty = [s for s in selects if any(f'name="{name}"' in s for name in names)]
        assert len(may_be_empty) == len(names), address
        assert not [s for s in may_be_empty if "required" in s], address


def test_what_can_not_be_filled_in_is_refused_by_name(app: Askwell, cast: Cast, browser: Browser) -> None:
    page = browser.sign_in(cast.ana).get("/desk/macros/new")
    page = browser.submit(page, "Save", title="Bad", body="Dear {{ name }}, {{customer}} {{Agent}}")
    assert page.status == 422
    assert "This can't be filled in: {{name}} {{Agent}}." in page.text
    assert "{{customer}} {{agent}} {{title}} {{case}} {{site}}" in page.text
    assert dict(page.form("macros").fields)["body"].startswith("Dear {{ name }}")


def test_it_is_filled_in_for_the_case_it_is_put_into(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast, "Is *this* a [title]?")
    browser.sign_in(cast.ana)
    number = macro(app, browser, body="{{customer}}, {{agent}}, {{title}}, {{case}}, {{site}}, {{ case }}.")
    page = press(
        browser, browser.get(f"/desk/cases/{case}"), f"macro:{number}", body="Hello!", audience="private"
    )
    assert fields(page)["body"].startswith(
        f"Hello!\n\nDan, Ana, Is \\*this\\* a \\[title\\]?, {case}, Askwell, {case}."
    )
    assert fields(page)["audience"] == "private"


def test_its_effects_come_with_the_reply_and_can_be_left_out(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    question, case = case_of_dan(app, cast)
    browser.sign_in(cast.ana)
    number = macro(app, browser, priority="urgent", tags="refund, late", state="open")
    page = press(browser, browser.get(f"/desk/cases/{case}"), f"macro:{number}", audience="public")
    assert "With “Thanks”: Priority: Urgent · Tags: refund, late · The case stays open" in page.text
    assert case_of(app, question)["priority"] == 1
    browser.submit(page, "replies", button="publicly")
    after = case_of(app, question)
    assert (after["priority"], after["state"]) == (3, "open")
    with app.app_context():
        assert sorted(cases.tags_of([case])[case]) == ["late", "refund"]
        assert db.session.get_one(Macro, number).uses == 1
    other, number_of_other = case_of_dan(app, cast, "Another one of Dan")
    page = press(browser, browser.get(f"/desk/cases/{number_of_other}"), f"macro:{number}", audience="public")
    browser.submit(page, "replies", button="publicly", **{f"effect-{number}": None})
    assert case_of(app, other)["priority"] == 1


def test_a_retired_one_is_not_offered_and_comes_back(app: Askwell, cast: Cast, browser: Browser) -> None:
    _, case = case_of_dan(app, cast)
    browser.sign_in(cast.ana)
    number = macro(app, browser, "Old words")
    page = browser.submit(browser.get(f"/desk/macros/{number}"), "retirement")
    assert "Old words" not in page.text
    assert "Old words" not in browser.get(f"/desk/cases/{case}").text
    assert "Old words" in browser.get("/desk/macros?whose=retired").text
    browser.submit(browser.get(f"/desk/macros/{number}"), "Offer it again")
    assert "Old words" in browser.get(f"/desk/cases/{case}").text


def test_two_who_change_it_at_once_lose_nothing(app: Askwell, cast: Cast, browser: Browser) -> None:
    browser.sign_in(cast.ana)
    number = macro(app, browser)
    page = browser.get(f"/desk/macros/{number}")
    mo = Browser(app).sign_in(cast.mo)
    mo.submit(mo.get(f"/desk/macros/{number}"), "Save", body="Mo's words.")
    page = browser.submit(page, f"/desk/macros/{number}", body="Ana's words.")
    assert page.status == 409
    assert "Mo's words." in page.text
    assert dict(page.form("Save").fields)["body"] == "Ana's words."
    browser.submit(page, "Save")
    with app.app_context():
        assert db.session.get_one(Macro, number).body == "Ana's words."


def test_a_macro_that_quotes_an_article_says_when_it_changed(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    """Issue 4, point 10: what a macro tells is only as true as the article it links."""
    _, case = case_of_dan(app, cast)
    article = factories.article(app, cast, "How do refunds work?")
    browser.sign_in(cast.ana)
    number = macro(app, browser, "Refunds", f"See [refunds](/articles/{article}).")
    changed = "The article quoted here has changed a lot since"
    assert changed not in browser.get(f"/desk/macros/{number}").text
    revise(app, cast, article, "Within 14 days.", "major")
    assert changed in browser.get(f"/desk/macros/{number}").text
    for path in ("/desk/macros", f"/desk/cases/{case}"):
        assert "Quotes what changed since" in browser.get(path).text
    assert "Refunds" in browser.get(f"/articles/{article}/quotes").text
    page = browser.get(f"/desk/macros/{number}")
    page = browser.submit(page, "Save", body=f"Within 14 days: [refunds](/articles/{article}).")
    assert changed not in page.text
    browser.submit(page, "Save", body="Write to us.")
    with app.app_context():
        assert db.session.query(Quote).filter_by(post_kind="macro").count() == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{customer}}", []),
        ("{{ Customer }}", ["Customer"]),
        ("{{}}", [""]),
        ("{ {x} } {{x", []),
        ("{{a}} {{a}}", ["a"]),
    ],
)
def test_what_stands_between_braces(text: str, found: list[str]) -> None:
    assert placeholders.unknown(text) == found


def test_a_person_who_leaves_takes_her_own_macros_along(app: Askwell, cast: Cast, browser: Browser) -> None:
    from forum.support.macros import personal_data

    browser.sign_in(cast.ana)
    macro(app, browser, "Mine alone", own="1")
    shared = macro(app, browser, "For all")
    (entry,) = personal_data.ENTRIES
    with site(app):
        assert len(entry.export(cast.ana.id)) == 2
        entry.erase(cast.ana.id)
    with app.app_context():
        assert [each.id for each in db.session.query(Macro)] == [shared]
        assert db.session.get_one(Macro, shared).author_id is None
        assert db.session.get_one(Macro, shared).changed_at <= clock.now()
