"""Every kind of page of a site, found by following its links as each kind of person: one address for each route."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape
from typing import NamedTuple

import sqlalchemy as sa
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from tests.factories import site
from tests.pages import Browser

ROLES = (
    "guest",
    "carla",
    "ana",
    "mo",
    "root",
)  # the first who is shown a page is the one who is shown it here
ERRORS = ("/no-such-page", "/questions/999999", "/admin/settings")
_LINK = re.compile(r'<a\b[^>]*\shref="(/[^"#]*)')


class Address(NamedTuple):
    """A page, and who opens it."""

    role: str
    path: str
    endpoint: str


def addresses(app: Askwell) -> list[Address]:
    """One for each route that answers with a page, errors besides; the same order each time."""
    found: dict[str, Address] = {}
    for role in ROLES:
        browser = _browser(app, role)
        waiting = list(_without_values(app))
        seen: set[str] = set()
        while waiting:
            path = waiting.pop(0)
            endpoint = _endpoint(app, path)
            if endpoint is None or endpoint in seen:
                continue
            answer = browser.client.get(path, headers={"Accept-Language": "en"})
            if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
                continue
            seen.add(endpoint)
            text = answer.get_data(as_text=True)
            if "<html" in text and endpoint not in found:
                found[endpoint] = Address(role, path, endpoint)
            waiting += [unescape(link) for link in _LINK.findall(text)]
    return [
        *found.values(),
        *(Address("guest" if n < 2 else "carla", path, f"error {n}") for n, path in enumerate(ERRORS)),
    ]


def visitors(app: Askwell, roles: Iterable[str]) -> dict[str, Browser]:
    """Somebody of each role, signed in."""
    return {role: _browser(app, role) for role in sorted(roles)}


def _browser(app: Askwell, role: str) -> Browser:
    if role == "guest":
        return Browser(app)
    with site(app):
        person = db.session.scalars(sa.select(Person).where(Person.email == f"{role}@example.com")).one()
        db.session.expunge(person)
    return Browser(app).sign_in(person)


def _without_values(app: Askwell) -> Iterable[str]:
    rules = [r for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and not r.arguments]
    return sorted(r.rule for r in rules if not r.rule.startswith(("/api/", "/sign-out")))


def _endpoint(app: Askwell, path: str) -> str | None:
    try:
        endpoint, _values = app.url_map.bind("localhost").match(path.partition("?")[0])
    except (HTTPException, RequestRedirect):
        return None
    return str(endpoint)
