"""People sign in with the account that they have at a real OpenID provider, which runs as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forum.accounts.models import Person
from forum.core.db import db
from forum.demo.load import PASSWORD as DEMO_PASSWORD
from tests.factories import site
from tests.journeys import provider
from tests.journeys.conftest import ROOT, LiveSite
from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def there(live: LiveSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The provider's address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    log = (tmp_path_factory.mktemp("provider") / "log").open("wb")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.journeys.provider",
            str(port),
            f"{live.url}/sign-in/with/example-id/back",
            live.url,
        ],
        cwd=ROOT,
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "true"},  # loopback without https
        stdout=log,
        stderr=log,
    )

    def answers() -> bool:
        assert process.poll() is None, "the provider ended"
        try:
            urllib.request.urlopen(
                f"{url}/.well-known/openid-configuration", timeout=PATIENCE_SECONDS
            ).close()
        except OSError:
            return False
        return True

    try:
        until(answers, "the provider")
        yield url
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)
        log.close()


def by_password(page: Page, email: str) -> None:
    form: Any = page.locator("form[action='/sign-in']")
    form.get_by_label("E-mail address").fill(email)
    form.get_by_label("Password").fill(DEMO_PASSWORD)
    form.get_by_role("button", name="Sign in").click()


def by_provider(page: Page, there: str, name: str) -> None:
    """Press the button, and sign in there."""
    page.goto("/sign-in?next=/my/account")
    page.get_by_role("link", name="Go on with Example ID").click()
    page.wait_for_url(f"{there}/**")
    page.locator("input[name=login]").fill(name)
    page.locator("form button[type=submit]").first.click()
    page.locator("input[name=password]").fill(provider.PASSWORD)
    page.locator("form button[type=submit]").first.click()


def role_of(shop: LiveSite, email: str) -> str:
    with site(shop.app):
        return str(db.session.query(Person.role).filter_by(email=email).scalar())


def describe(root: Page, there: str) -> None:
    """Root describes the provider, tests the connection and switches it on, without script."""
    root.goto("/sign-in?next=/admin/sign-in")
    by_password(root, "root@example.com")
    root.get_by_label("Name", exact=True).fill("Example ID")
    root.get_by_label("Issuer").fill(there)
    root.get_by_label("Client ID").fill(provider.CLIENT)
    root.get_by_label("Client secret").fill(provider.SECRET)
    root.get_by_label("Scopes").fill("openid profile email groups")
    root.get_by_label("Claim that names groups").fill("groups")
    root.get_by_label("Group 1").fill("helpers")
    root.get_by_role("button", name="Add", exact=True).click()
    root.get_by_role("button", name="Test the connection").click()
    expect(root.get_by_text("The connection works")).to_be_visible()
    root.get_by_role("button", name="Switch on").click()
    expect(root.get_by_text("People can sign in with Example ID now.")).to_be_visible()


def test_the_whole_story(shop: LiveSite, there: str, person: Callable[..., Page]) -> None:
    describe(person(javascript=False), there)

    # Nina has no account here: now she has one, and is signed in. Signing out ends her session there too.
    nina = person(javascript=False, width=360)
    by_provider(nina, there, "nina")
    nina.wait_for_url("**/my/account")
    expect(nina.get_by_text("nina@example.com").first).to_be_visible()
    nina.locator("form[action='/sign-out'] button").evaluate("button => button.form.submit()")
    nina.wait_for_url(f"{shop.url}/")
    nina.goto("/sign-in?next=/my/account")
    nina.get_by_role("link", name="Go on with Example ID").click()
    nina.wait_for_url(f"{there}/**")
    expect(nina.locator("input[name=login]")).to_be_visible()  # it asks who she is

    # Carla has one: it is connected after she showed that it is hers. Then a press is enough.
    carla = person(javascript=False)
    by_provider(carla, there, "carla")
    carla.wait_for_url("**/sign-in/waiting")
    carla.get_by_role("link", name="Sign in with your password").click()
    by_password(carla, "carla@example.com")
    carla.get_by_role("button", name="Connect them").click()
    expect(carla.get_by_text("You can sign in with Example ID from now on.")).to_be_visible()
    carla.context.clear_cookies(name="askwell_session")
    carla.goto("/sign-in?next=/my/account")
    carla.get_by_role("link", name="Go on with Example ID").click()
    carla.wait_for_url("**/my/account")
    expect(carla.get_by_text("carla@example.com").first).to_be_visible()
    assert role_of(shop, "carla@example.com") == "customer"


def test_a_role_by_group(shop: LiveSite, there: str, person: Callable[..., Page]) -> None:
    with site(shop.app):
        db.session.query(Person).filter_by(email="ana@example.com").update({"email": None, "email_key": None})
    ana = person(javascript=False)
    by_provider(ana, there, "ana")
    ana.wait_for_url("**/my/account")
    assert role_of(shop, "ana@example.com") == "agent"
    ana.goto("/desk")
    expect(ana.locator("h1")).to_be_visible()
    assert ana.url.endswith("/desk")
