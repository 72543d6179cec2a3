"""How often somebody may: by level, by network, by mail domain; told until when, and nothing typed is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from forum import Askwell
from forum.core import clock, mail_providers, rate_limits
from forum.core.db import db
from forum.core.errors import TooMany
from forum.core.rate_limits import Limit, RateBucket
from forum.core.roles import GUEST
from tests import factories
from tests.factories import Cast, site
from tests.pages import Browser

LIMIT = Limit("test", 6, 3600, levels=((1, 600), (3, 3600)), address=20, domain=4)


def spend(app: Askwell, person: object, address: str = "192.0.2.1", **how: str) -> bool:
    """Did one more go through?"""
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        try:
            rate_limits.spend_as(LIMIT, person, **how)  # type: ignore[arg-type]
        except TooMany:
            return False
        return True


def until_refused(app: Askwell, person: object, **how: str) -> int:
    count = 0
    while count < 50 and spend(app, person, **how):
        count += 1
    return count


def test_each_level_has_its_bound(app: Askwell, cast: Cast) -> None:
    people = [cast.make(f"p{level}", trust=level) for level in (0, 1, 2)] + [cast.ana]
    assert [until_refused(app, person) for person in people] == [1, 3, 6, 6]
    with clock.moved(timedelta(minutes=11)):
        assert spend(app, people[0])
        assert not spend(app, people[1])


def test_a_share_of_its_own_and_the_same_form_count_apart(app: Askwell, cast: Cast) -> None:
    assert spend(app, cast.carla, form="one")
    assert spend(app, cast.carla, form="one")  # the same form sent twice
    assert not spend(app, cast.carla, form="two")
    assert not spend(app, cast.carla, form="two")  # refused, so not sent
    assert spend(app, cast.carla, part="flag")
    with app.test_request_context(environ_base={"REMOTE_ADDR": "192.0.2.1"}):
        rate_limits.give_back_as(LIMIT, cast.carla, form="one")
    assert spend(app, cast.carla, form="three")


def test_one_network_has_a_bound_for_all_of_it(app: Askwell, cast: Cast) -> None:
    whole = Limit("network", 2, 3600, address=2)
    people = [cast.make(f"p{n}", trust=2) for n in range(3)]

    def went(person: object, address: str) -> bool:
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            try:
                rate_limits.spend_as(whole, person)  # type: ignore[arg-type]
            except TooMany:
                return False
            return True

    assert [went(p, f"2001:db8:1:2::{n}") for n, p in enumerate(people)] == [True, True, False]  # one /64
    assert went(people[2], "2001:db8:1:3::1")
    assert [went(GUEST, "198.51.100.7") for _ in range(3)] == [True, True, False]


def test_new_accounts_of_one_small_domain_are_one_crowd(app: Askwell, cast: Cast) -> None:
    crowd = [cast.make(f"p{n}") for n in range(6)]
    assert [spend(app, person) for person in crowd] == [True] * 4 + [False] * 2
    known = cast.make("kim", trust=1)
    assert spend(app, known)
    with site(app):
        db.session.query(RateBucket).delete()
    for person in crowd:
        person.email = f"{person.name}@gmail.com"
    assert [spend(app, person) for person in crowd] == [True] * 6


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@Example.ORG", "example.org"),
        ("a@gmail.com", None),
        ("a@mail.qq.com", "mail.qq.com"),
        (None, None),
        ("", None),
    ],
)
def test_large_providers_are_nobodys_domain(address: str | None, domain: str | None) -> None:
    assert mail_providers.own_domain(address) == domain


def test_the_page_says_when_and_keeps_the_text(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.topic(app)
    browser.sign_in(cast.carla)
    fields = {"title": "Card declined abroad", "body": "Refused **twice**.", "topic": "orders"}
    for number in range(rate_limits.ASK.levels[0][0]):
        again = {**fields, "title": f"{fields['title']} {number}"}
        assert browser.submit(browser.get("/ask"), "Post the question", **again).status == 200
    refused = browser.submit(
        browser.get("/ask"), "Post the question", **{**fields, "title": "And lost since"}
    )
    assert refused.status == 429
    assert "You may go on in 9 minutes – today" in refused.text or "in 10 minutes – today" in refused.text
    assert 0 < int(refused.response.headers["Retry-After"]) <= 601
    kept = dict(refused.form("Send it again").fields)
    assert (kept["title"], kept["body"]) == ("And lost since", "Refused **twice**.")
    with clock.moved(timedelta(minutes=10, seconds=1)):
        assert "Your question is posted" in browser.submit(refused, "Send it again").text


def test_the_page_says_when_in_the_readers_language(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = factories.question(app, cast.carla)
    browser.sign_in(cast.dan).headers["Accept-Language"] = "sv"
    page = browser.get(f"/questions/{asked}-x")
    for _ in range(rate_limits.ANSWER.levels[0][0] + 1):
        answered = browser.post(f"/questions/{asked}/answers", {**dict(page.form("answers").fields), "body": "Nej."
                                , "form_key": str(_)})  # fmt: skip
    assert answered.status == 429
    assert 'lang="sv"' in answered.html


def test_sign_ups_of_one_small_domain_are_bounded(
    app: Askwell, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rate_limits, "SIGN_UP_BY_DOMAIN", Limit("sign-up domain", 1, 3600))
    statuses = []
    for name in ("a@shop.example", "b@gmail.com", "c@gmail.com", "d@shop.example"):
        page = browser.get("/sign-up")
        statuses.append(
            browser.submit(page, "/sign-up", email=name, name="Ann", password="a long enough word").status
        )
    assert statuses == [200, 200, 200, 429]
