"""Fill an empty site with the demo: what stands in `*.jsonl` (see README.md), and the two months it tells of.

Written in bulk, in one transaction, with fixed chance: two demos are alike, and a killed load leaves an empty site.
"""

from __future__ import annotations

import json
import logging
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask

from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db, may_write
from forum.search import outbox, readers, rebuilding, signals
from forum.topics import actions as topics

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
PASSWORD = "askwell-demo"  # noqa: S105 - printed for everybody to use; exists only in the demo
SHOWN = ("carla", "bob", "dan", "ana", "mo", "root")  # the people of the story, to sign in as
JOINED_DAYS_AGO = 120


@dataclass
class Site:
    """What has been loaded so far, by the names of the files."""

    now: datetime = field(default_factory=lambda: clock.now())
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - the same demo each time
    people: dict[str, int] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)
    revisions: dict[str, int] = field(default_factory=dict)  # the newest of each article
    questions: dict[str, int] = field(default_factory=dict)
    answers: dict[str, list[int]] = field(default_factory=dict)

    def ago(self, days: float) -> datetime:
        """The moment so many days before the load."""
        return self.now - timedelta(days=days)

    def document(self, id_: str | None) -> str:
        """The search document of an article or thread id; empty for None."""
        if id_ in self.articles:
            return f"article:{self.articles[id_]}"
        return f"question:{self.questions[id_]}" if id_ in self.questions else ""

    def documents(self) -> list[str]:
        """All documents."""
        return [self.document(id_) for id_ in (*self.articles, *self.questions)]


def lines(name: str) -> list[dict[str, Any]]:
    """The objects of one file."""
    with (FOLDER / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def load_demo(app: Flask) -> bool:
    """Load the demo into a site that has nobody yet; False when there is somebody, and nothing is changed."""
    from forum.demo import activity, answering, community, content, expected

    with app.app_context():
        may_write.set(True)
        if db.session.scalar(sa.select(sa.func.count()).select_from(Person)):
            db.session.rollback()
            return False
        site = Site()
        _people(site)
        _topics()
        content.articles(site, lines("articles"))
        content.threads(site, lines("threads"))
        activity.flags(site, lines("flags"))
        activity.cases(site, lines("cases"))
        answering.macros(site, lines("macros"))
        answering.guides(site, lines("guides"))
        activity.verdicts(site, lines("articles"))
        activity.hits(site, [*lines("articles"), *lines("threads")])
        activity.searches(site, lines("searches"))
        expected.searches(site, lines("searches"), lines("threads"))
        activity.notices(site)
        community.all_of_it(site, lines("community"))
        signals.refresh(site.documents())
        readers.count()
        outbox.changed_many(site.documents())
        db.session.commit()
        try:
            rebuilding.rebuild()
            community.invite(site)
            db.session.commit()
        except Exception:
            db.session.rollback()
            log.exception("the worker builds the index")
    return True


def demo_people(app: Flask) -> list[tuple[str, str]]:
    """(e-mail address, role) of the demo people of the story; empty when this site has no demo."""
    with app.app_context():
        token = may_write.set(False)
        try:
            rows = db.session.execute(
                sa.select(Person.handle, Person.email, Person.role).where(
                    Person.handle.in_(SHOWN), Person.email.is_not(None), Person.erased_at.is_(None)
                )
            ).all()
            db.session.rollback()
        finally:
            may_write.reset(token)
    found = {row.handle: (row.email, row.role) for row in rows if row.email == f"{row.handle}@example.com"}
    return [found[handle] for handle in SHOWN if handle in found]


def _people(site: Site) -> None:
    joined = site.ago(JOINED_DAYS_AGO)
    hashed = passwords.hashed(
        PASSWORD
    )  # one for all: everybody knows the password, and hashing is slow on purpose
    rows = [
        {
            "handle": line["handle"],
            "name": line["name"],
            "email": line["email"],
            "email_key": line["email"],
            "role": line["role"],
            "language": line["lang"],
            "password_hash": hashed,
            "verified_at": joined,
            "created_at": joined + timedelta(hours=place),
        }
        for place, line in enumerate(lines("people"))
    ]
    db.session.execute(sa.insert(Person), rows)
    found = db.session.execute(sa.select(Person.handle, Person.id))
    site.people = {row.handle: row.id for row in found if row.handle}


def _topics() -> None:
    for line in lines("topics"):
        topics.create(line["id"], line["name"], line["description"], line["promise_hours"])
    db.session.flush()
