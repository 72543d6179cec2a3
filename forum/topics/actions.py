"""Writes of topics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, slugify
from forum.topics import policy, queries
from forum.topics.models import PROMISE_HOURS, Topic, TopicMember


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
    if not 1 <= promise_hours <= policy.PROMISE_HOURS_MAX:
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


def set_rules(
    topic: Topic,
    by: Person,
    *,
    promise_hours: int,
    steps: int,
    write_role: str,
    review_role: str,
    publish_role: str,
    review_days: int | None,
    team: Iterable[int],
) -> None:
    """How articles of the topic come about and stay true, and within how many hours its questions are answered.

    `steps`: 1 writing publishes, 2 reviewing publishes, 3 publishing is a deed of its own. The roles: who may (and
    every role above). `review_days`: None for never. `team`: ids of people of the company; others are left out.
    Raises `NotAllowed`, `Invalid` (per field). The log says what was changed.
    """
    ensure(policy.can_set_rules(by))
    errors: dict[str, str] = {}
    if not 1 <= promise_hours <= policy.PROMISE_HOURS_MAX:
        errors["promise_hours"] = N_("The promise is between an hour and sixty days.")
    if steps not in policy.STEPS:
        errors["steps"] = N_("Choose one, two or three steps.")
    for name, role in (
        ("write_role", write_role),
        ("review_role", review_role),
        ("publish_role", publish_role),
    ):
        if role not in policy.WORKFLOW_ROLES:
            errors[name] = N_("Choose who may.")
    if review_days is not None and not 1 <= review_days <= policy.REVIEW_DAYS_MAX:
        errors["review_days"] = N_("Between a day and ten years, or nothing.")
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)
    wanted: dict[str, Any] = {
        "promise_hours": promise_hours, "steps": steps, "write_role": write_role, "review_role": review_role,
        "publish_role": publish_role, "review_days": review_days,
    }  # fmt: skip
    changed = {name: value for name, value in wanted.items() if getattr(topic, name) != value}
    for name, value in changed.items():
        setattr(topic, name, value)
    people = sorted({number for number, _name in queries.staff()} & set(team))
    if people != queries.team(topic.id):
        db.session.execute(sa.delete(TopicMember).where(TopicMember.topic_id == topic.id))
        db.session.add_all(TopicMember(topic_id=topic.id, person_id=number) for number in people)
        changed["team"] = people
    if changed:
        audit.record(by, "changed the topic", f"topic:{topic.id}", slug=topic.slug, **changed)
    db.session.flush()
    if "promise_hours" in changed:
        events.emit("topic.promised", topic_id=topic.id)
