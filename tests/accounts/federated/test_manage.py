"""Root describes providers; nobody else does, and the secret is seen by nobody."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.federated import sealed
from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.core.audit import AuditEntry
from forum.core.db import db
from tests.accounts.federated.elsewhere import CLIENT, SECRET, Elsewhere, carla, come, is_in, offer
from tests.factories import Cast, site
from tests.pages import Browser


def test_a_provider_from_its_description_to_its_end(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    browser.sign_in(cast.root)
    assert browser.get("/admin/settings").link("Single sign-on") == "/admin/sign-in"
    page = browser.submit(
        browser.get("/admin/sign-in"),
        "Add",
        name="Example ID",
        issuer=there.url,
        client_id=CLIENT,
        client_secret=SECRET,
        domains="example.net, Example.org",
        groups_claim="groups",
        rule_value=["helpers", "", "owners"],
        rule_role=["agent", "agent", "admin"],
    )
    assert "http://localhost/sign-in/with/example-id/back" in page.text
    assert Browser(app).get("/sign-in/with/example-id").status == 404  # described is not yet offered
    assert "The connection works" in browser.submit(page, "Test the connection").text
    browser.submit(page, "Switch on")
    with site(app):
        made = db.session.query(SignInProvider).one()
        assert SECRET not in made.client_secret
        assert sealed.decrypted(made.client_secret) == SECRET
        assert (made.domains, made.rules) == (
            ["example.net", "example.org"],
            [["helpers", "agent"], ["owners", "admin"]],
        )
        logged = str([entry.detail for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)])
        assert there.url in logged
        assert SECRET not in logged
    there.says = carla(email="new@example.net")
    there.info = {"sub": "c-1"}
    carlas = Browser(app)
    come(carlas, there)
    page = browser.get(page.path)
    assert "One account here is connected." in page.text
    assert SECRET not in page.html
    saved = browser.submit(page, "Save", name="Another name")  # without typing the secret again
    come(Browser(app), there)
    assert saved.path == page.path
    with site(app):
        assert db.session.query(FederatedIdentity).count() == 1
    assert browser.submit(page, "/removal").path == "/admin/sign-in"
    assert not is_in(carlas)


def test_what_cannot_be_used_is_said_at_its_field(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    browser.sign_in(cast.root)
    good = {"name": "Example ID", "issuer": there.url, "client_id": CLIENT}
    wrong = {
        "issuer": ("ftp://a.example", "This is not an address of the web."),
        "scopes": ("profile", "openid among them"),
        "domains": ("exam ple, @x", "Domains look like example.com"),
        "name": ("x" * 61, "At most 60 characters"),
        "rule_value": ("helpers", "need a claim to look at"),
    }
    for field, (value, words) in wrong.items():
        page = browser.submit(browser.get("/admin/sign-in"), "Add", **(good | {field: value}))
        assert (page.status, words in page.text) == (422, True), field
    with site(app):
        assert db.session.query(SignInProvider).count() == 0


def test_another_issuer_is_another_company(
    app: Askwell, cast: Cast, there: Elsewhere, browser: Browser
) -> None:
    provider = offer(app, cast, there)
    there.says = carla(email="new@example.net")
    come(browser, there)
    root = Browser(app).sign_in(cast.root)
    root.submit(root.get(f"/admin/sign-in/{provider}"), "Save", issuer="https://login.example.net")
    assert not is_in(browser)
    with site(app):
        assert db.session.query(FederatedIdentity).count() == 0
