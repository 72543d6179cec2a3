"""Links in posts: two for who is new, any number for who is known."""

from __future__ import annotations

from forum import Askwell
from forum.core import link_limit
from tests import factories
from tests.factories import Cast
from tests.pages import Browser
from tests.spam.stage import ask

LINKS = "See https://one.example/a and www.two.example and http://three.example for what I tried."


def test_a_new_member_puts_two_links_and_keeps_her_text(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.topic(app)
    refused = ask(browser.sign_in(cast.carla), "Three pages disagree", LINKS, topic="orders")
    assert refused.status == 422
    assert "New members can put two links" in refused.text
    assert LINKS in dict(refused.form("Post the question").fields)["body"]
    page = ask(
        browser, "Three pages disagree", LINKS.replace("http://three.example", "a third"), topic="orders"
    )
    assert "Your question is posted" in page.text


def test_what_counts_as_a_link(app: Askwell, cast: Cast) -> None:
    known = cast.make("kim", trust=1)
    with app.test_request_context():
        assert link_limit.check(cast.carla, LINKS)
        assert not link_limit.check(known, LINKS)
        assert not link_limit.check(cast.ana, LINKS)
        assert not link_limit.check(cast.carla, "https://a.example " * 5)
        assert not link_limit.check(cast.carla, "http://localhost/questions/1 " + " ".join(
            f"http://localhost/questions/{n}" for n in range(2, 6)
        ))  # fmt: skip
        assert not link_limit.check(cast.carla, LINKS, before=LINKS + " More.")
        assert link_limit.check(cast.carla, LINKS + " //four.example/x", before=LINKS)


def test_an_edit_is_no_way_round(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = factories.question(app, cast.carla)
    page = browser.sign_in(cast.carla).get(f"/questions/{number}/edit")
    assert browser.submit(page, "Save", body=LINKS).status == 422
