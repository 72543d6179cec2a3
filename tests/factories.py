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
from forum.core.db import db, may_write
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

    def make(self, name: str, role: str = "customer", trust: int = 0, **values: Any) -> Person:
        """A person with a proven address, saved. `trust`: her level; what is computed anew later goes by the facts."""
        with self._app.app_context():
            person = Person(
                email=f"{name}@example.com",
                email_key=f"{name}@example.com",
                name=name.capitalize(),
                role=role,
                trust_level=trust,
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
        may_write.set(True)  # the last request of a test's browser may have been one that only reads
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


def article(
    app: Askwell,
    cast: Cast,
    title: str = "How do refunds work?",
    body: str = "Send it back within **30 days**.",
    *,
    published: bool = True,
    lang: str = "en",
    topic_slug: str = "orders",
    **values: Any,
) -> int:
    """An article by Ana, published by Mo unless `published` is false; its id."""
    from forum.knowledge import actions, queries
    from forum.topics import queries as topics

    ana, mo = cast.ana, cast.mo
    topic(app, topic_slug, topic_slug.capitalize())
    with site(app):
        made = actions.write(
            ana, topics.by_slug(topic_slug), lang, title, values.pop("summary", ""), body, **values
        )
        if published:
            actions.publish(queries.newest(made.id, mo), mo)
        return made.id


def question(
    app: Askwell,
    by: Person,
    title: str = "Card declined abroad",
    body: str = "It was refused **twice**, in a shop and on the web.",
    *,
    hours_ago: float = 0,
    topic_slug: str = "orders",
    tags: tuple[str, ...] = (),
    lang: str = "en",
    **values: Any,
) -> int:
    """A question, asked `hours_ago`; its id. `values`: columns set afterwards (`hidden_at=...`)."""
    from forum.threads import actions
    from forum.topics import queries as topics

    topic(app, topic_slug, topic_slug.capitalize())
    with site(app):
        found = db.session.get_one(Person, by.id)
        asked = clock.now() - timedelta(hours=hours_ago)
        made = actions.ask(found, topics.by_slug(topic_slug), lang, title, body, tags, created_at=asked)
        for name, value in values.items():
            setattr(made, name, value)
        return made.id


def answer(
    app: Askwell, question_id: int, by: Person, body: str = "Switch on payments abroad.", **values: Any
) -> int:
    """An answer; its id. `accepted=True` makes it the solution. `values`: columns set afterwards (`score=4`)."""
    from forum.threads import actions
    from forum.threads.models import Question

    accepted = values.pop("accepted", False)
    with site(app):
        found = db.session.get_one(Question, question_id)
        made = actions.answer(found, db.session.get_one(Person, by.id), body)
        if accepted:
            actions.accept_solution(found, made, by=db.session.get_one(Person, found.author_id))
        for name, value in values.items():
            setattr(made, name, value)
        return made.id


def group(
    app: Askwell,
    by: Person,
    name: str = "Night riders",
    openness: str = "request",
    members: tuple[Person, ...] = (),
    kind: str = "users",
) -> tuple[str, str]:
    """A group that `by` (a moderator) made, with members put in; its address and the slug of its space."""
    from forum.groups import actions
    from forum.groups.models import GroupMember
    from forum.topics.spaces import actions as spaces

    with site(app):
        made = actions.make(
            name, "For those who ride at night.", kind, openness, "en", by=db.session.get_one(Person, by.id)
        )
        for person in members:
            db.session.add(GroupMember(group_id=made.id, person_id=person.id, joined_at=clock.now()))
        db.session.flush()
        return made.path, spaces.of_group(made.id)[0].slug
