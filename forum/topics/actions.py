"""Writes of topics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, slugify
from forum.topics import policy, queries, tree
from forum.topics.models import PROMISE_HOURS, Topic, TopicMember


def create(
    slug: str,
    name: dict[str, str],
    description: dict[str, str] | None = None,
    promise_hours: int = PROMISE_HOURS,
    by: Viewer | None = None,
    parent: str | None = None,
) -> Topic:
    """A new topic, put last; one with this slug is brought up to date instead (imports are repeated).

    `name`, `description`: by language code. `parent`: slug of the topic above it; None leaves it where it stands.
    Raises `Invalid`.
    """
    names = {lang: words.strip() for lang, words in name.items() if words.strip()}
    if not names:
        raise Invalid(N_("A topic needs a name."))
    if not 1 <= promise_hours <= policy.PROMISE_HOURS_MAX:
        raise Invalid(N_("The promise is between an hour and sixty days."))
    slug = slugify(slug)
    found = db.session.scalars(sa.select(Topic).where(Topic.slug == slug)).one_or_none()
    if found is not None and found.group_id is not None:
        raise Invalid(N_("A group's space has this name: take another one."))
    if found is None:
        last = db.session.scalar(sa.select(sa.func.max(Topic.position)))
        found = Topic(slug=slug, position=0 if last is None else last + 1, created_at=clock.now())
        db.session.add(found)
        did = "made the topic"
    else:
        did = "changed the topic"
        if parent is not None:
            _put_under(found, parent)
        if (found.name, found.description, found.promise_hours) == (names, description or {}, promise_hours):
            return found
    found.name, found.description, found.promise_hours = names, description or {}, promise_hours
    db.session.flush()
    if parent is not None and did == "made the topic":
        _put_under(found, parent)
    audit.record(by, did, f"topic:{found.id}", slug=slug)
    return found


def make(name: str, lang: str, by: Person) -> Topic:
    """A new topic of this name, in one language, with the usual rules. Raises `Invalid` ("name"), `NotAllowed`."""
    ensure(policy.can_set_rules(by))
    slug = slugify(name)
    if not slug.strip("-"):  # nor is a row of signs a name
        raise Invalid(errors={"name": N_("A topic needs a name.")})
    if len(name) > policy.NAME_MAX_CHARS:
        raise Invalid(errors={"name": N_("This is too long.")})
    if db.session.scalar(sa.select(Topic.id).where(Topic.slug == slug)) is not None:
        raise Invalid(errors={"name": N_("There is one of this name already.")})
    return create(slug, {lang: name}, by=by)


def _put_under(topic: Topic, slug: str) -> None:
    above = db.session.scalars(sa.select(Topic).where(Topic.slug == slugify(slug))).one_or_none()
    if above is None:
        raise Invalid(N_("There is no topic of this name to stand under."))
    if topic.parent_id != above.id:
        _place(topic, above.id)


def move(topic: Topic, by: Person, parent_id: int | None) -> None:
    """Put a topic below another one, last there, or on top (None); what stands below it comes along.

    Raises `NotAllowed`, `Invalid` for a circle, a fourth level or a group's space.
    """
    ensure(policy.can_set_rules(by))
    if topic.parent_id == parent_id:
        return
    before = topic.parent_id
    _place(topic, parent_id)
    audit.record(by, "moved the topic", f"topic:{topic.id}", slug=topic.slug, parent=parent_id, before=before)
    db.session.flush()


def shift(topic: Topic, by: Person, up: bool) -> None:
    """One place up or down among those that stand beside it."""
    ensure(policy.can_set_rules(by))
    _locked()
    beside = db.session.scalars(
        sa.select(Topic).where(
            Topic.parent_id.is_not_distinct_from(topic.parent_id), Topic.group_id.is_(None)
        )
    )
    order = sorted(beside, key=lambda each: (each.position, each.id))
    if topic not in order:
        return
    at = order.index(topic)
    order.insert(min(len(order) - 1, max(0, at + (-1 if up else 1))), order.pop(at))
    for place, each in enumerate(order):
        each.position = place
    audit.record(by, "moved the topic", f"topic:{topic.id}", slug=topic.slug)
    db.session.flush()


def _place(topic: Topic, parent_id: int | None) -> None:
    rows = _locked()
    wrong = tree.why_not(rows, topic.id, parent_id)
    if wrong:
        raise Invalid(wrong, {"parent": wrong})
    last = max((row.position for row in rows if row.parent_id == parent_id), default=-1)
    topic.parent_id, topic.position = parent_id, last + 1


def _locked() -> Sequence[Any]:
    """Where all topics stand, kept still until the transaction ends: of two moves at once the later sees the earlier."""
    chosen = sa.select(Topic.id, Topic.parent_id, Topic.group_id, Topic.position)
    return db.session.execute(chosen.order_by(Topic.id).with_for_update()).all()


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
