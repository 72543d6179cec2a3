"""Make a group, change what it says of itself, end it."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.config import LANGUAGES
from forum.core import audit, clock, events, text
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.groups import policy, queries
from forum.groups.actions.coming import put_in
from forum.groups.models import Group


def make(name: str, description: str, kind: str, openness: str, lang: str, by: Person) -> Group:
    """A new group, of which `by` is the first owner; its first space is opened with it (`events`: group.made).

    Raises `NotAllowed`, `Invalid` (per field).
    """
    ensure(policy.can_make(by))
    name, description = _checked(name, description, kind, lang)
    if openness not in policy.OPENNESS:
        raise Invalid(N_("Some of it can't be saved yet."), {"openness": N_("Choose who may join and read.")})
    made = Group(
        slug=_free_slug(name), name=name, description=description, kind=kind, openness=openness, lang=lang,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record(by, "made the group", f"group:{made.id}", name=name, openness=openness)
    put_in(made, by.id, owner=True)
    events.emit("group.made", group_id=made.id, by_id=by.id)
    return made


def change(
    group_id: int, by: Person, *, name: str, description: str, kind: str, openness: str, lang: str
) -> None:
    """Say it otherwise. A group that was closed stays closed. Raises `NotAllowed`, `Invalid` (per field).

    `events`: group.reading, when other people may read it from now on.
    """
    group = db.session.get_one(Group, group_id, with_for_update=True, populate_existing=True)
    ensure(policy.can_run(by, queries.standing(group_id, by)))
    name, description = _checked(name, description, kind, lang)
    if not policy.can_become(group.openness, openness):
        closed = N_("What was written for members stays for members: this group can't become public.")
        raise Invalid(N_("Some of it can't be saved yet."), {"openness": closed})
    wanted = {"name": name, "description": description, "kind": kind, "openness": openness, "lang": lang}
    changed = {field: value for field, value in wanted.items() if getattr(group, field) != value}
    if not changed:
        return
    was_closed = group.closed
    for field, value in changed.items():
        setattr(group, field, value)
    db.session.flush()
    audit.record(by, "changed the group", f"group:{group.id}", **changed)
    if group.closed != was_closed:
        events.emit("group.reading", group_id=group.id)


def end(group_id: int, by: Person, because: str) -> None:
    """Nobody joins or asks there any more; its members still read. Raises `NotAllowed`, `Invalid` without a reason."""
    ensure(policy.can_end(by))
    because = reason(because)
    group = db.session.get_one(Group, group_id, with_for_update=True, populate_existing=True)
    if group.ended_at is None:
        group.ended_at = clock.now()
        db.session.flush()
        audit.record(by, "ended the group", f"group:{group.id}", because)


def begin_again(group_id: int, by: Person) -> None:
    """It goes on. Raises `NotAllowed`."""
    ensure(policy.can_end(by))
    group = db.session.get_one(Group, group_id, with_for_update=True, populate_existing=True)
    if group.ended_at is not None:
        group.ended_at = None
        db.session.flush()
        audit.record(by, "reopened the group", f"group:{group.id}")


def reason(because: str) -> str:
    """Why, as it is told and logged. Raises `Invalid` when there is none."""
    because = text.clean_line(because)
    if not because or len(because) > policy.WORDS_MAX_CHARS:
        raise Invalid(N_("Please say why, in a sentence."), {"because": N_("Please say why, in a sentence.")})
    return because


def _checked(name: str, description: str, kind: str, lang: str) -> tuple[str, str]:
    name, description = text.clean_line(name), text.clean(description).strip()
    errors: dict[str, str] = {}
    if not 3 <= len(name) <= policy.NAME_MAX_CHARS:
        errors["name"] = N_("Between 3 and 60 characters.")
    if not description or len(description) > policy.DESCRIPTION_MAX_CHARS:
        errors["description"] = N_("Say in a few sentences for whom it is.")
    if kind not in policy.KINDS:
        errors["kind"] = N_("Choose what kind of group it is.")
    if lang not in LANGUAGES:
        errors["lang"] = N_("Choose a language.")
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)
    return name, description


def _free_slug(name: str) -> str:
    """The name for addresses; with a number when another group has it. Kept for good: links lead there."""
    wanted = text.slugify(name)
    taken = set(
        db.session.scalars(sa.select(Group.slug).where(Group.slug.startswith(wanted, autoescape=True)))
    )
    found, number = wanted, 2
    while found in taken or found in RESERVED:
        found, number = f"{wanted}-{number}", number + 1
    return found


RESERVED = frozenset({"new", "join", "-"})  # addresses of our own below /groups/
