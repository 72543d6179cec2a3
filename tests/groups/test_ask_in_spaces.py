"""Ask, answer and search in the space of a group: who meets it, from which moment on."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.support import actions as support
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser, Page
from tests.search.stage import work


@pytest.fixture
def carla(app: Askwell, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.carla)


@pytest.fixture
def mo(app: Askwell, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.mo)


def _asked(app: Askwell, cast: Cast, carla: Browser, openness: str = "request") -> tuple[str, Page]:
    """Carla asks in the space of a group that Bob is in too: the group's address, and her question's page."""
    path, _space = factories.group(app, cast.mo, openness=openness, members=(cast.carla, cast.bob))
    with site(app):  # known for long: nothing of theirs waits for a look
        for person in (cast.carla, cast.bob):
            db.session.get_one(Person, person.id).trust_level = 2
    form = carla.get(carla.get(path).link("Ask here"))
    page = carla.submit(
        form, "Post", title="Where is the zorlamp kept?", body="The zorlamp for the night ride, I mean."
    )
    work(app)
    return path, page


def test_members_of_a_closed_group_ask_answer_and_search_there(
    app: Askwell, cast: Cast, carla: Browser, browser: Browser
) -> None:
    path, asked = _asked(app, cast, carla)
    bob = Browser(app).sign_in(cast.bob)
    page = bob.submit(bob.get(asked.path), "Post the answer", body="Behind the kettlezor.")
    assert "kettlezor" in page.text
    assert "zorlamp" in bob.get(f"{path}?q=KETTLEZOR").text
    assert "zorlamp" not in bob.get(f"{path}?q=kettlezor+umbrella").text
    assert "zorlamp" in bob.get("/questions").text
    for elsewhere in ("/questions", "/search?q=zorlamp", "/api/v1/questions", "/", path):
        assert "Where is the" not in browser.get(elsewhere).text, elsewhere
    assert browser.get(asked.path).status == 404


def test_what_a_public_group_asks_is_for_everybody(
    app: Askwell, cast: Cast, carla: Browser, browser: Browser
) -> None:
    path, asked = _asked(app, cast, carla, "public")
    assert browser.get(asked.path).status == 200
    assert asked.path in browser.get("/search?q=zorlamp").html
    assert "zorlamp" in browser.get(path).text
    assert not browser.get(path).has_form("Ask here")


def test_a_group_that_closes_takes_its_questions_out_of_search_at_once_and_never_opens_again(
    app: Askwell, cast: Cast, carla: Browser, mo: Browser, browser: Browser
) -> None:
    path, asked = _asked(app, cast, carla, "public")
    assert asked.path in browser.get("/search?q=zorlamp").html
    mo.submit(mo.get(f"{path}/settings"), "Save", openness="request")
    assert asked.path not in browser.get("/search?q=zorlamp").html  # before any worker ran
    work(app)
    assert asked.path not in browser.get("/search?q=zorlamp").html
    assert browser.get(asked.path).status == 404
    page = mo.submit(mo.get(f"{path}/settings"), "Save", openness="public")
    assert page.status == 422
    assert "this group can't become public" in page.text


def test_who_leaves_reads_no_more_from_that_moment_on(app: Askwell, cast: Cast, carla: Browser) -> None:
    path, asked = _asked(app, cast, carla)
    bob = Browser(app).sign_in(cast.bob)
    assert bob.get(asked.path).status == 200
    bob.submit(bob.get(path), "Leave")
    assert bob.get(asked.path).status == 404
    assert "zorlamp" not in bob.get("/questions").text


def test_only_members_ask_in_a_space_and_nobody_in_a_group_that_ended(
    app: Askwell, cast: Cast, carla: Browser, mo: Browser
) -> None:
    path, space = factories.group(app, cast.mo, openness="public", members=(cast.carla,))
    dan = Browser(app).sign_in(cast.dan)
    told = {"title": "Where is the zorlamp kept?", "body": "I can't find it anywhere.", "topic": space}
    assert dan.submit(dan.get("/ask"), "Post", **told).status == 422
    mo.submit(mo.get(f"{path}/settings"), "End the group", because="The season is over.")
    assert carla.submit(carla.get("/ask"), "Post", **told).status == 422
    assert "Nobody joins or asks here any more." in carla.get(path).text


def test_an_asker_does_not_take_her_question_across_the_border_a_moderator_does(
    app: Askwell, cast: Cast, carla: Browser, mo: Browser, browser: Browser
) -> None:
    _path, asked = _asked(app, cast, carla)
    factories.topic(app)
    number = asked.path.split("/")[2].split("-")[0]
    form = carla.get(f"/questions/{number}/edit")
    assert carla.submit(form, "Save", topic="orders").status == 422
    assert mo.submit(mo.get(f"/questions/{number}/edit"), "Save", topic="orders").status == 200
    work(app)
    assert asked.path in browser.get("/search?q=zorlamp").html


def test_the_team_reads_what_is_passed_on_to_it_and_nothing_else(
    app: Askwell, cast: Cast, carla: Browser
) -> None:
    _path, asked = _asked(app, cast, carla)
    ana = Browser(app).sign_in(cast.ana)
    assert ana.get(asked.path).status == 404
    with site(app):
        support.escalate(db.session.query(Question).one(), "asked for a person")
    assert ana.get(asked.path).status == 200
    assert "zorlamp" in ana.get("/desk").text


def test_a_moderator_reads_a_closed_group_but_does_not_meet_it_in_lists(
    app: Askwell, cast: Cast, carla: Browser
) -> None:
    path, asked = _asked(app, cast, carla)
    max_ = Browser(app).sign_in(cast.make("max", role="moderator"))
    assert max_.get(asked.path).status == 200
    assert "zorlamp" in max_.get(path).text
    assert "zorlamp" not in max_.get("/questions").text


def test_owners_open_and_rename_spaces(app: Askwell, cast: Cast, carla: Browser, mo: Browser) -> None:
    path, _space = factories.group(app, cast.mo, members=(cast.carla,))
    mo.submit(mo.get(f"{path}/settings"), "Open it", space="Lamps and locks")
    assert "Lamps and locks" in carla.get(path).text
    assert "Lamps and locks" in carla.get("/ask").text
    mo.submit(mo.get(f"{path}/settings"), "Rename", space="Night talk")
    assert "Night talk" in carla.get(path).text
    assert carla.get(f"{path}/settings").status == 403
    assert "Night talk" not in Browser(app).get("/ask").text
