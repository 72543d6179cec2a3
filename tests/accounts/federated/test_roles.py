"""Ana's role follows from the groups that the provider says she is in, by rules that Root wrote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forum import Askwell
from forum.accounts import actions
from forum.accounts.models import Person
from forum.core.audit import AuditEntry
from forum.core.db import db
from tests.accounts.federated.elsewhere import Elsewhere, carla, change, come, is_in, offer
from tests.factories import Cast, site
from tests.pages import Browser

RULES: dict[str, Any] = {
    "groups_claim": "realm_access.roles",
    "rules": [("helpers", "agent"), ("editors", "moderator"), ("owners", "admin")],
}


@pytest.fixture
def comes(app: Askwell, there: Elsewhere) -> Callable[..., str]:
    """She comes as a member of these groups: her role afterwards."""

    def comes(*groups: str, sub: str = "a-1") -> str:
        said = {"realm_access": {"roles": list(groups)}} if groups else {}
        there.says = carla(sub=sub, email=f"{sub}@example.net") | said
        there.info = {"sub": sub}
        come(Browser(app), there)
        with site(app):
            return str(db.session.query(Person.role).filter_by(email=f"{sub}@example.net").scalar())

    return comes


def test_the_highest_role_of_a_rule_counts_and_goes_with_the_group(
    app: Askwell, cast: Cast, there: Elsewhere, comes: Callable[..., str]
) -> None:
    offer(app, cast, there, **RULES)
    assert comes() == "customer"
    assert comes("Helpers", "helpers too") == "customer"  # exactly this word
    assert comes("helpers") == "agent"
    assert comes("helpers", "editors") == "moderator"
    assert comes("helpers") == "agent"
    assert comes() == "customer"
    with site(app):
        logged = db.session.query(AuditEntry).filter_by(did="changed role").order_by(AuditEntry.id)
        assert [e.detail["after"] for e in logged] == ["agent", "moderator", "agent", "customer"]


def test_losing_a_role_ends_what_is_open_elsewhere(
    app: Askwell, cast: Cast, there: Elsewhere, comes: Callable[..., str], browser: Browser
) -> None:
    offer(app, cast, there, **RULES)
    comes("helpers")
    there.info = {"sub": "a-1"}
    come(browser, there)
    assert is_in(browser)
    comes("editors")
    assert is_in(browser)
    comes("helpers")
    assert not is_in(browser)


def test_a_role_given_by_hand_stays_where_no_rule_speaks(
    app: Askwell, cast: Cast, there: Elsewhere, comes: Callable[..., str]
) -> None:
    provider = offer(app, cast, there, **RULES)
    comes("helpers")
    root = cast.root
    with site(app):
        person = db.session.query(Person).filter_by(email="a-1@example.net").one()
        actions.change_role(person, "moderator", by=db.session.get_one(Person, root.id), because="Trusted.")
    assert comes() == "moderator"
    assert comes("helpers") == "agent"
    change(app, cast, provider, there)  # no rules at all
    assert comes() == "agent"


def test_the_last_admin_stays_admin(
    app: Askwell, cast: Cast, there: Elsewhere, comes: Callable[..., str]
) -> None:
    offer(app, cast, there, **RULES)
    assert comes("owners") == "admin"
    with site(app):
        db.session.query(Person).filter_by(email="root@example.com").update({"role": "customer"})
    assert comes("helpers") == "admin"
    assert comes() == "admin"
    assert comes("owners", sub="a-2") == "admin"
    assert comes("helpers") == "agent"
