"""Join a public group, ask to be let into one on request, leave, be removed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock
from tests import factories
from tests.factories import Cast
from tests.pages import Browser


@pytest.fixture
def mo(app: Askwell, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.mo)


def test_mo_makes_a_public_group_and_carla_joins_and_leaves(
    app: Askwell, cast: Cast, mo: Browser, browser: Browser
) -> None:
    page = mo.submit(
        mo.get("/groups/new"),
        "Make the group",
        name="Berlin meets",
        description="For riders in Berlin.",
        kind="local",
        openness="public",
    )
    assert page.path == "/groups/berlin-meets/members"
    assert browser.get("/groups").link("Berlin meets") == "/groups/berlin-meets"
    carla = Browser(app).sign_in(cast.carla)
    page = carla.submit(carla.get("/groups/berlin-meets"), "Join")
    assert "You are in “Berlin meets” now." in page.text
    assert "Carla" in browser.get("/groups/berlin-meets/members").text
    page = carla.submit(carla.get("/groups/berlin-meets"), "Leave")
    assert "You left “Berlin meets”." in page.text
    assert "Carla" not in browser.get("/groups/berlin-meets/members").text


def test_only_moderators_make_groups(app: Askwell, cast: Cast, browser: Browser) -> None:
    assert browser.sign_in(cast.ana).get("/groups/new").status == 403


def test_what_is_missing_in_the_form_is_said_beside_it(mo: Browser) -> None:
    page = mo.submit(mo.get("/groups/new"), "Make the group", name="ab", description=" ", kind="?", lang="xx")
    assert page.status == 422
    assert "Between 3 and 60 characters." in page.text
    assert "Choose what kind of group it is." in page.text


def test_dan_asks_to_be_let_in_and_the_owner_decides(app: Askwell, cast: Cast, mo: Browser) -> None:
    path, _space = factories.group(app, cast.mo)
    dan = Browser(app).sign_in(cast.dan)
    page = dan.get(path)
    assert "Asked here" not in page.text
    assert dan.get(f"{path}/members").status == 404
    dan.submit(page, "Ask to be let in", intro="I ride at night.")
    assert dan.get(path).text.count("You asked to be let in.") == 1
    assert "Dan wants to join “Night riders”." in mo.get("/my/notices").text
    page = mo.get(f"{path}/members")
    assert "I ride at night." in page.text
    mo.submit(page, "Let in")
    assert "Asked here" in dan.get(path).text
    assert "You are in “Night riders” now." in dan.get("/my/notices").text


def test_whoever_was_refused_asks_again_a_month_later_at_the_earliest(
    app: Askwell, cast: Cast, mo: Browser
) -> None:
    path, _space = factories.group(app, cast.mo)
    dan = Browser(app).sign_in(cast.dan)
    dan.submit(dan.get(path), "Ask to be let in")
    mo.submit(mo.get(f"{path}/members"), "Refuse", because="Only for owners of a bike.")
    assert "Only for owners of a bike." in dan.get("/my/notices").text
    assert not dan.get(path).has_form("Ask to be let in")
    with clock.moved(timedelta(days=31)):
        dan.sign_in(cast.dan).submit(dan.get(path), "Ask to be let in")
        assert mo.sign_in(cast.mo).get(f"{path}/members").has_form("Let in")


def test_bob_is_removed_with_a_reason_and_comes_back_only_when_invited(
    app: Askwell, cast: Cast, mo: Browser
) -> None:
    path, _space = factories.group(app, cast.mo, openness="public", members=(cast.bob,))
    bob = Browser(app).sign_in(cast.bob)
    refused = mo.post(f"{path}/members/{cast.bob.id}", {**_token(mo, path), "do": "remove", "because": " "})
    assert refused.status == 422
    assert "Please say why" in refused.text
    mo.submit(mo.get(f"{path}/members"), "Remove", because="Sold things to members.")
    assert "Sold things to members." in bob.get("/my/notices").text
    page = bob.get(path)
    assert not page.has_form("Join")
    assert "Only an invitation by its owners leads back." in page.text
    assert bob.post(f"{path}/membership", {**_token(bob, "/ask"), "do": "join"}).status == 403


def test_the_last_owner_names_another_one_before_she_leaves(app: Askwell, cast: Cast, mo: Browser) -> None:
    path, _space = factories.group(app, cast.mo, members=(cast.carla,))
    page = mo.submit(mo.get(path), "Leave")
    assert page.status == 422
    assert "You are its only owner" in page.text
    mo.submit(mo.get(f"{path}/members"), "Make an owner")
    assert "made you an owner" in Browser(app).sign_in(cast.carla).get("/my/notices").text
    assert "You left" in mo.submit(mo.get(path), "Leave").text


def test_owners_remove_members_but_not_each_other(app: Askwell, cast: Cast, mo: Browser) -> None:
    path, _space = factories.group(app, cast.mo, members=(cast.carla, cast.bob))
    mo.post(f"{path}/members/{cast.carla.id}", {**_token(mo, path), "do": "owner"})
    carla = Browser(app).sign_in(cast.carla)
    forbidden = {**_token(carla, path), "do": "remove", "because": "No."}
    assert carla.post(f"{path}/members/{cast.mo.id}", forbidden).status == 403
    assert carla.post(f"{path}/members/{cast.bob.id}", forbidden).status == 200
    bob = Browser(app).sign_in(cast.bob)
    assert bob.get(f"{path}/members").status == 404
    stranger = {**_token(bob, "/ask"), "do": "let in"}
    assert bob.post(f"{path}/members/{cast.dan.id}", stranger).status == 404


def _token(browser: Browser, path: str) -> dict[str, str]:
    form = browser.get(path).form("language")
    return {"csrf_token": dict(form.fields)["csrf_token"]}
