"""Under which names the site answers, and whom it believes about addresses: what its owner said."""

from __future__ import annotations

import pytest

from forum import create_app
from forum.config import Settings
from forum.core import rate_limits, static_files
from tests.pages import Browser


def test_a_foreign_name_is_refused_as_the_first_request_too(settings: Settings) -> None:
    static_files._address.cache_clear()
    client = create_app(settings, TESTING=True).test_client()
    for path in ("/", "/nothing", "/api/v1/questions"):
        assert client.get(path, headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/", headers={"Host": "localhost"}).status_code == 200


@pytest.mark.parametrize(("proxies", "last"), [(0, 429), (1, 422)])
def test_forwarded_addresses_count_with_a_proxy_only(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, proxies: int, last: int
) -> None:
    monkeypatch.setattr(rate_limits, "SIGN_IN_BY_ADDRESS", rate_limits.Limit("sign-in address", 2, 600))
    app = create_app(settings.model_copy(update={"proxies": proxies}), TESTING=True, CHEAP_PASSWORDS=True)
    browser = Browser(app)
    token = dict(browser.get("/sign-in").form("Sign in").fields)["csrf_token"]
    statuses = []
    for number in range(3):
        sent = {"csrf_token": token, "email": f"p{number}@example.com", "password": "guess guess"}
        forwarded = {
            "X-Forwarded-For": f"203.0.113.9, 198.51.100.{number}"
        }  # the first is the visitor's own claim
        statuses.append(browser.post("/sign-in", sent, **forwarded).status)
    assert statuses == [422, 422, last]


def test_what_a_visitor_claims_before_the_proxy_is_not_believed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "SIGN_IN_BY_ADDRESS", rate_limits.Limit("sign-in address", 2, 600))
    app = create_app(settings.model_copy(update={"proxies": 1}), TESTING=True, CHEAP_PASSWORDS=True)
    browser = Browser(app)
    token = dict(browser.get("/sign-in").form("Sign in").fields)["csrf_token"]
    sent = {"csrf_token": token, "email": "p@example.com", "password": "guess guess"}
    claims = [f"198.51.100.{number}, 203.0.113.9" for number in range(3)]
    statuses = [browser.post("/sign-in", sent, **{"X-Forwarded-For": claim}).status for claim in claims]
    assert statuses == [422, 422, 429]
