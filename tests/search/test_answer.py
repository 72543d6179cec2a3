"""Carla's question has one clear answer: it stands on top, with where it is from; a doubtful one does not."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.search import outbox, promoted, wording
from forum.threads import actions as threads
from forum.threads.models import Answer
from tests.factories import Cast, answer, article, question, site
from tests.pages import Browser, Page
from tests.search.stage import results, search, work

HOW = "Open the lid and press the red button for ten seconds."


def on_top(page: Page) -> str:
    """The text of the answer on top; empty when there is none."""
    html = page.html
    if 'class="row result answer"' not in html:
        return ""
    start = html.index('<div class="answer-text">')
    return Page_text(html[start : html.index("</div>", start)])


def Page_text(html: str) -> str:
    import re

    return " ".join(re.sub(r"<[^>]+>", "", html).split())


@pytest.fixture
def kettle(app: Askwell, cast: Cast) -> int:
    """An article that says how to reset a kettle, among others."""
    number = article(app, cast, "Reset the kettle", f"This helps when it hangs.\n\n{HOW}")
    article(app, cast, "Return a parcel", "Print the label and bring it to the shop.")
    article(app, cast, "Change your password", "Open your account and choose a new one.")
    work(app)
    return number


def test_a_clear_answer_stands_on_top_with_its_date_and_link(
    app: Askwell, browser: Browser, kettle: int
) -> None:
    page = search(browser, "how do I reset the kettle")
    assert HOW in on_top(page)
    assert results(page)[0].startswith(f"/articles/{kettle}-")
    assert len([href for href in results(page) if href.startswith(f"/articles/{kettle}-")]) == 1
    head = page.html[page.html.index('class="row result answer"') :].partition("</li>")[0]
    assert "Answer" in Page_text(head)
    assert "<time" in head


def test_a_solution_answers_with_the_words_of_who_solved_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.dan, "Grinder makes a screeching noise", "It screeches since Monday.")
    work(app)
    assert on_top(search(browser, "grinder screeching noise")) == ""  # nobody answered
    answer(app, asked, cast.bob, "Take out the upper ring and brush it.", accepted=True)
    work(app)
    page = search(browser, "grinder makes a screeching noise")
    assert on_top(page) == "Take out the upper ring and brush it."
    assert "Solved" in page.text


@pytest.mark.parametrize("reason", ["inaccurate", "unsafe"])
def test_what_is_doubted_is_not_the_answer(
    app: Askwell, cast: Cast, browser: Browser, kettle: int, reason: str
) -> None:
    assert on_top(search(browser, "reset the kettle"))
    with site(app):
        flags.flag(Target("article", kettle), cast.ana, reason, "Ten seconds are too long.")
    page = search(browser, "reset the kettle")
    assert on_top(page) == ""
    assert results(page)


def test_of_two_that_say_the_same_neither_is_put_on_top(app: Askwell, cast: Cast, browser: Browser) -> None:
    for _ in range(2):
        article(app, cast, "Reset the kettle", HOW)
    work(app)
    assert on_top(search(browser, "reset the kettle")) == ""


def test_few_of_the_words_are_not_enough(browser: Browser, kettle: int) -> None:
    page = search(browser, "kettle delivered without invoice to neighbour yesterday")
    assert on_top(page) == ""


def test_an_answer_in_another_language_is_no_answer_on_top(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "Återställ vattenkokaren", "Tryck på den röda knappen.", lang="sv")
    work(app)
    page = search(browser, "återställ vattenkokaren")
    assert results(page)[0].startswith(f"/articles/{number}-")
    assert on_top(page) == ""
    assert "Svenska" in page.text
    swede = Browser(app)
    swede.headers["Accept-Language"] = "sv"
    assert on_top(search(swede, "återställ vattenkokaren")) == "Tryck på den röda knappen."


def test_an_answer_that_was_hidden_is_not_shown_from_the_index(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "Grinder makes a screeching noise", "It screeches.")
    said = answer(app, asked, cast.bob, "Call my neighbour.", accepted=True)
    work(app)
    assert on_top(search(browser, "grinder screeching noise"))
    with site(app):
        threads.hide(db.session.get_one(Answer, said), by=mo, because="Personal data.")
    page = search(browser, "grinder screeching noise")  # no worker ran
    assert "neighbour" not in page.text
    assert on_top(page) == ""


def test_a_further_page_has_no_answer(app: Askwell, cast: Cast, browser: Browser, kettle: int) -> None:
    for number in range(12):
        question(app, cast.dan, f"Reset the kettle of kind {number}", "How?")
    work(app)
    first = search(browser, "reset the kettle")
    assert on_top(browser.get(first.link("Next"))) == ""


def test_what_curators_put_first_for_some_words_answers_them(
    app: Askwell, cast: Cast, browser: Browser, kettle: int
) -> None:
    words = "it shows three dots and is stuck"
    assert on_top(search(browser, words)) == ""
    with site(app):
        promoted.put_first(wording.normal(words), words, f"article:{kettle}")
    page = search(browser, words)
    assert results(page)[0].startswith(f"/articles/{kettle}-")
    assert HOW in on_top(page)
    with site(app):
        flags.flag(Target("article", kettle), cast.ana, "inaccurate", "Ten seconds are too long.")
    assert on_top(search(browser, words)) == ""


def test_a_text_that_changed_answers_only_when_the_index_knows(
    app: Askwell, browser: Browser, kettle: int
) -> None:
    assert on_top(search(browser, "reset the kettle"))
    with site(app):
        outbox.changed(f"article:{kettle}")
    assert on_top(search(browser, "to reset the kettle")) == ""
    work(app)
    assert on_top(search(browser, "reset the kettle"))
