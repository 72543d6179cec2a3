"""A program that calls the API with a key, or without one."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from forum import Askwell
from forum.accounts import tokens
from forum.accounts.models import Person
from forum.core.db import db
from tests.factories import site


def key_of(app: Askwell, person: Person, *scopes: str) -> str:
    """A key of `person`; without `scopes` one that may read and write."""
    with site(app):
        found = db.session.get_one(Person, person.id)
        return tokens.make(found, scopes or ("read", "write"), "test")


class Caller:
    """`get`, `post` and `delete` below /api/v1, with a key when it has one."""

    def __init__(self, app: Askwell, key: str | None = None) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    @classmethod
    def of(cls, app: Askwell, person: Person, *scopes: str) -> Caller:
        """With a new key of `person`."""
        return cls(app, key_of(app, person, *scopes))

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1{path}", query_string=query, headers=self.headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(f"/api/v1{path}", json=body, headers={**self.headers, **headers})

    def delete(self, path: str) -> Any:
        return self.client.delete(f"/api/v1{path}", headers=self.headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem document of a refusal, checked for its shape (RFC 9457)."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body: dict[str, Any] = answer.get_json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    return body
