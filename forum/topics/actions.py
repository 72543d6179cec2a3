"""Writes of topics."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.roles import Viewer
from forum.core.text import N_, slugify
from forum.topics.models import PROMISE_HOURS, Topic

PROMISE_HOURS_MAX = 24 * 60  # two months: more is no promise


def create(
    slug: str,
    name: dict[str, str],
    description: dict[str, str] | None = None,
    promise_hours: int = PROMISE_HOURS,
    by: Viewer | None = None,
) -> Topic:
    """A new topic, put last; one with this slug is brought up to date instead (imports are repeated).

    `name`, `description`: by language code. Raises `Invalid`.
    """
    names = {lang: words.strip() for lang, words in name.items() if words.strip()}
    if not names:
        raise Invalid(N_("A topic needs a name."))
    if not 1 <= promise_hours <= PROMISE_HOURS_MAX:
        raise Invalid(N_("The promise is between an hour and sixty days."))
    slug = slugify(slug)
    found = db.session.scalars(sa.select(Topic).where(Topic.slug == slug)).one_or_none()
    if found is None:
        last = db.session.scalar(sa.select(sa.func.max(Topic.position)))
        found = Topic(slug=slug, position=0 if last is None else last + 1, created_at=clock.now())
        db.session.add(found)
        did = "made the topic"
    else:
        did = "changed the topic"
        if (found.name, found.description, found.promise_hours) == (names, description or {}, promise_hours):
            return found
    found.name, found.description, found.promise_hours = names, description or {}, promise_hours
    db.session.flush()
    audit.record(by, did, f"topic:{found.id}", slug=slug)
    return found
