"""People and things for tests, made through the database with as few words as possible."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.topics.models import Topic

ROLES = {"ana": "agent", "ada": "agent", "mo": "moderator", "root": "admin"}
_numbers = itertools.count(1)


class Cast:
    """`cast.carla`, `cast.ana`...: saved people, detached, safe to use between requests."""

    def __init__(self, app: Askwell) -> None:
        self._app = app
        self._people: dict[str, Person] = {}

    def __getattr__(self, name: str) -> Person:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._people:
            self._people[name] = self.make(name, role=ROLES.get(name, "customer"))
        return self._people[name]

    def make(self, name: str, role: str = "customer", **values: Any) -> Person:
        """A person with a proven address, saved."""
        with self._app.app_context():
            person = Person(
                email=f"{name}@example.com",
                email_key=f"{name}@example.com",
                name=name.capitalize(),
                role=role,
                verified_at=clock.now(),
                created_at=clock.now() - timedelta(days=100),
                password_hash="",
                **values,
            )
            db.session.add(person)
            db.session.commit()
            db.session.expunge(person)
            return person


@contextmanager
def site(app: Askwell) -> Iterator[None]:
    """An application context whose work is committed: for arranging and looking, never around a request."""
    with app.app_context():
        yield
        db.session.commit()


def topic(app: Askwell, slug: str = "orders", name: str = "Orders", promise_hours: int = 24) -> int:
    """A topic's id; the same slug gives the same topic."""
    with site(app):
        found = db.session.query(Topic).filter_by(slug=slug).one_or_none()
        if found is None:
            found = Topic(
                slug=slug,
                name={"en": name},
                description={},
                promise_hours=promise_hours,
                position=0,
                created_at=clock.now(),
            )
            db.session.add(found)
            db.session.flush()
        return found.id
