"""Invite by a link to pass on, or by a mail to one address."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, jobs
from tests import factories
from tests.factories import Cast
from tests.pages import Browser, Page


@pytest.fixture
def mo(app: Askwell, cast: Cast) -> Browser:
    return Browser(app).sign_in(cast.mo)


def _link(mo: Browser, path: str) -> str:
    page = mo.submit(mo.get(f"{path}/members"), "Make a link")
    found = re.search(r'value="http://localhost(/groups/join/[^"]+)"', page.html)
    assert found, page.text
    return found[1]


def test_a_link_leads_into_a_group_that_nobody_else_learns_of(
    app: Askwell, cast: Cast, mo: Browser, browser: Browser
) -> None:
    path, _space = factories.group(app, cast.mo, openness="invitation")
    assert browser.get(path).status == 404
    assert "Night riders" not in browser.get("/groups").text
    link = _link(mo, path)
    assert "Sign in" in browser.get(link).text
    carla = Browser(app).sign_in(cast.carla)
    assert "Asked here" in carla.submit(carla.get(link), "Join").text
    assert "Night riders" in carla.get("/groups").text
    assert "1 person came in by it" in mo.get(f"{path}/members").text


def test_a_link_ends_by_its_day_or_by_its_owner(app: Askwell, cast: Cast, mo: Browser) -> None:
    path, _space = factories.group(app, cast.mo)
    late, taken = _link(mo, path), _link(mo, path)
    carla = Browser(app).sign_in(cast.carla)
    form = carla.get(taken)
    mo.submit(mo.get(f"{path}/members"), "Take back")  # the newest
    assert carla.submit(form, "Join").status == 404
    assert carla.get(late).status == 200
    with clock.moved(timedelta(days=8)):
        assert carla.get(late).status == 404


def test_a_mailed_invitation_works_once_and_for_its_address_alone(
    app: Askwell, cast: Cast, mo: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _space = factories.group(app, cast.mo, openness="invitation")
    page = mo.submit(mo.get(f"{path}/members"), "Send the invitation", email="carla@EXAMPLE.com")
    assert "The invitation is on its way." in page.text
    again = mo.submit(mo.get(f"{path}/members"), "Send the invitation", email="Carla@example.com")
    assert again.status == 422
    assert "still works" in again.text
    link = _mailed(app, capsys)
    bob = Browser(app).sign_in(cast.bob)
    refused = bob.submit(bob.get(link), "Join")
    assert refused.status == 403
    assert "another mail address" in refused.text
    carla = Browser(app).sign_in(cast.carla)
    assert "Asked here" in carla.submit(carla.get(link), "Join").text
    assert Browser(app).get(link).status == 404


def test_whoever_was_removed_uses_no_link_but_an_invitation_meant_for_her(
    app: Askwell, cast: Cast, mo: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    path, _space = factories.group(app, cast.mo, members=(cast.carla,))
    mo.submit(mo.get(f"{path}/members"), "Remove", because="Was rude.")
    carla = Browser(app).sign_in(cast.carla)
    link = _link(mo, path)
    assert carla.submit(carla.get(link), "Join").status == 403
    mo.submit(mo.get(f"{path}/members"), "Send the invitation", email="carla@example.com")
    assert carla.submit(carla.get(_mailed(app, capsys)), "Join").path == path


def test_members_invite_nobody(app: Askwell, cast: Cast) -> None:
    path, _space = factories.group(app, cast.mo, members=(cast.carla,))
    carla = Browser(app).sign_in(cast.carla)
    page: Page = carla.get(f"{path}/members")
    assert not page.has_form("Make a link")
    assert not page.has_form("Remove")
    token = dict(page.form("language").fields)["csrf_token"]
    for sent in ({"do": "link", "days": "7"}, {"do": "mail", "days": "7", "email": "x@example.com"}):
        assert carla.post(f"{path}/invitations", {**sent, "csrf_token": token}).status == 403


def _mailed(app: Askwell, capsys: pytest.CaptureFixture[str]) -> str:
    with app.app_context():
        jobs.run_until_empty()
    found = re.findall(r"http://localhost(/groups/join/[\w-]+)", capsys.readouterr().out.replace("=\n", ""))
    assert found
    return str(found[-1])
