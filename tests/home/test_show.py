"""The first page: search, and what people need now."""

from __future__ import annotations

from forum.core import afterwards
from forum.support import actions as support
from forum.threads import actions as threads
from forum.topics import queries as topics
from tests import factories
from tests.factories import site


def ask(cast, who, title):
    return threads.ask(who, topics.by_slug("orders"), "en", title, "Please help me with this.")


def test_a_guest_finds_search_articles_and_questions(app, cast, browser):
    factories.article(app, cast)
    with site(app):
        ask(cast, cast.carla, "Nobody answered this yet?")
        question = ask(cast, cast.dan, "This one was solved?")
        threads.accept_solution(question, threads.answer(question, cast.bob, "Like this, then."), cast.dan)

    page = browser.get("/")

    assert page.form("/search").fields[0][0] == "q"
    assert "How do refunds work?" in page.text
    assert page.text.index("This one was solved?") < page.text.index("Nobody answered this yet?")
    assert "open question" not in page.text


def test_an_empty_site_has_a_first_page(app, browser):
    assert browser.get("/").status == 200


def test_carla_sees_first_what_waits_for_her(app, cast, browser):
    factories.topic(app)
    with site(app):
        question = ask(cast, cast.carla, "Where is my parcel?")
        support.escalate(question, "asked", cast.carla)
    browser.sign_in(cast.carla)

    page = browser.get("/")

    assert "One open question of yours" in page.text
    assert "One case with our team" in page.text
    assert "One open question" not in browser.sign_in(cast.bob).get("/").text


def test_mo_sees_flags_and_reviews(app, cast, browser):
    from forum.core.targets import Target
    from forum.flags import actions as flags

    number = factories.article(app, cast)
    with site(app):
        flags.flag(Target("article", number), cast.ana, "outdated", "The law changed.")
    assert "One flagged text" in browser.sign_in(cast.mo).get("/").text
    assert "flagged" not in browser.sign_in(cast.carla).get("/").text


def test_carla_sees_an_answer_that_she_has_not_read_until_she_opens_it(app, cast, browser):
    factories.topic(app)
    with site(app):
        question = ask(cast, cast.carla, "Where is my parcel?")
        threads.answer(question, cast.bob, "With your neighbour, I guess.")
    home = browser.sign_in(cast.carla).get("/")
    assert "Answers you have not read" in home.text
    read = browser.get(home.link("Bob answered"))
    assert "With your neighbour" in read.text
    with site(app):
        afterwards.flush()
    assert "Answers you have not read" not in browser.get("/").text
    assert "Answers you have not read" not in browser.sign_in(cast.bob).get("/").text
