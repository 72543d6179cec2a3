"""Root looks people up, changes roles, suspends; nobody else does, and the log says who did what and why."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.accounts import policy
from forum.accounts.models import Person
from forum.core.audit import AuditEntry
from forum.core.db import db
from tests.factories import Cast, site
from tests.pages import Browser


def log(app: Askwell) -> list[tuple[int | None, str, str, str]]:
    with site(app):
        rows = db.session.execute(
            sa.select(AuditEntry.by_id, AuditEntry.did, AuditEntry.target, AuditEntry.because).order_by(
                AuditEntry.id
            )
        )
        return [tuple(row) for row in rows]  # type: ignore[misc]


def test_root_finds_people_by_part_of_name_or_address(app: Askwell, browser: Browser, cast: Cast) -> None:
    cast.carla, cast.bob, cast.ana
    browser.sign_in(cast.root)

    assert "Carla" in browser.get("/admin/people?q=carl").text
    assert "Bob" not in browser.get("/admin/people?q=carl").text
    assert "Carla" in browser.get("/admin/people?q=CARLA%40EX").text
    staff = browser.get("/admin/people?role=agent").text
    assert "Ana" in staff
    assert "bob@example.com" not in staff
    assert "Nobody found" in browser.get("/admin/people?q=%25").text  # a wildcard is a letter


@pytest.mark.parametrize("name", ["carla", "ana", "mo"])
def test_nobody_else_manages_people(app: Askwell, browser: Browser, cast: Cast, name: str) -> None:
    somebody = getattr(cast, name)
    browser.sign_in(somebody)
    token = {"csrf_token": dict(browser.get("/my/account").form("Save").fields)["csrf_token"]}
    bob = cast.bob.id

    assert browser.get("/admin/people").status == 403
    assert browser.get(f"/admin/people/{bob}").status == 403
    for path in ("role", "suspension", "suspension/end"):
        fields = {**token, "role": "admin", "because": "I like it"}
        assert browser.post(f"/admin/people/{bob}/{path}", fields).status == 403
        assert browser.post(f"/admin/people/{somebody.id}/{path}", fields).status == 403
    with site(app):
        assert db.session.get_one(Person, bob).role == "customer"
    assert {(by, did) for by, did, _to, _why in log(app)} == {(somebody.id, "was refused")}


def test_a_new_role_is_given_with_a_reason_and_logged(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.root)
    page = browser.get(f"/admin/people/{cast.bob.id}")
    assert browser.submit(page, "Change role", role="agent", because=" ").status == 422
    assert log(app) == []
    done = browser.submit(page, "Change role", role="agent", because="Works here now")

    assert "has another role now" in done.text
    assert log(app) == [(cast.root.id, "changed role", f"person:{cast.bob.id}", "Works here now")]
    bob = Browser(app).sign_in(cast.bob)
    assert 'href="/desk"' in bob.get("/my/account").html


def test_losing_a_role_ends_the_sessions_winning_one_does_not(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.root)
    mo = Browser(app).sign_in(cast.mo)
    manage = browser.get(f"/admin/people/{cast.mo.id}")

    browser.submit(manage, "Change role", role="admin", because="Holiday")
    assert mo.get("/my/account").path == "/my/account"
    browser.submit(manage, "Change role", role="customer", because="Left the company")
    assert mo.get("/my/account").path.startswith("/sign-in")


def test_a_role_that_does_not_exist_is_refused(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.root)
    page = browser.get(f"/admin/people/{cast.bob.id}")
    for role in ("guest", "owner", ""):
        assert browser.submit(page, "Change role", role=role, because="Why not").status == 422


def test_suspending_ends_everything_at_once_and_can_be_lifted(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    browser.sign_in(cast.root)
    dan = Browser(app).sign_in(cast.dan)
    page = browser.submit(browser.get(f"/admin/people/{cast.dan.id}"), "Suspend", because="Sold passwords")

    assert "Sold passwords" in page.text
    assert dan.get("/my/account").path.startswith("/sign-in")
    assert "Suspended" in browser.get("/admin/people?q=dan").text

    browser.submit(page, "Lift the suspension", because="It was his brother")
    assert [entry[1] for entry in log(app)] == ["suspended", "lifted suspension"]
    assert dan.get("/my/account").path.startswith("/sign-in")  # the old session stays ended


def test_admins_do_not_shut_themselves_out(app: Askwell, browser: Browser, cast: Cast) -> None:
    browser.sign_in(cast.root)
    page = browser.get(f"/admin/people/{cast.root.id}")
    assert not page.has_form("Change role")
    assert not page.has_form("/suspension")
    token = {"csrf_token": dict(browser.get("/my/account").form("Save").fields)["csrf_token"]}
    fields = {**token, "role": "customer", "because": "Tired"}
    assert browser.post(f"/admin/people/{cast.root.id}/role", fields).status == 403
    assert browser.post(f"/admin/people/{cast.root.id}/suspension", fields).status == 403
    assert not policy.can_suspend(cast.root, cast.root)


def test_everybody_sees_a_name_a_mark_and_since_when_and_no_address(
    app: Askwell, browser: Browser, cast: Cast
) -> None:
    ana = browser.get(f"/people/{cast.ana.id}")
    assert "Ana" in ana.text
    assert "Staff" in ana.text
    assert "Joined" in ana.text
    bob = browser.get(f"/people/{cast.bob.id}")
    assert "Staff" not in bob.text
    assert "@" not in bob.text
    assert browser.get("/people/999").status == 404


def test_somebody_who_never_proved_an_address_has_no_page(browser: Browser, app: Askwell) -> None:
    browser.submit(
        browser.get("/sign-up"),
        "Create account",
        name="Spam Spam",
        email="s@example.com",
        password="long enough 77",
    )
    assert browser.get("/people/1").status == 404
