"""Say what questions of a topic are asked for. In force for the next form; the log says what was changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean_line, slugify
from forum.topics import policy
from forum.topics.models import Topic, TopicField

KINDS = ("text", "choice", "number")
FIELDS_MAX = 12  # of one topic: more is a form that nobody fills in
OPTIONS_MAX = 60
NAME_MAX_CHARS = 80
HELP_MAX_CHARS = 200


def add(
    topic: Topic,
    by: Person,
    *,
    name: Mapping[str, str],
    help: Mapping[str, str],
    kind: str,
    options: Sequence[str],
    required: bool,
    public: bool,
) -> TopicField:
    """A new field, put last. `name`, `help` by language code; `options` of a choice. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_set_rules(by))
    names, helps, choices = _checked(name, help, kind, options)
    before = db.session.execute(
        sa.select(TopicField.key, TopicField.position, TopicField.retired_at).where(
            TopicField.topic_id == topic.id
        )
    ).all()
    if sum(row.retired_at is None for row in before) >= FIELDS_MAX:
        raise Invalid(N_("That are enough fields: nobody fills in more."))
    made = TopicField(
        topic_id=topic.id,
        key=_key(names, {row.key for row in before}),
        name=names,
        help=helps,
        kind=kind,
        options=choices,
        required=required,
        public=public,
        position=1 + max((row.position for row in before), default=-1),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(by, "added a field to", f"topic:{topic.id}", field=made.key, kind=kind, public=public)
    return made


def change(
    field: TopicField,
    by: Person,
    *,
    name: Mapping[str, str],
    help: Mapping[str, str],
    options: Sequence[str],
    required: bool,
) -> None:
    """Other words, other choices. Kind and who sees it stay: people answered by them. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_set_rules(by))
    names, helps, choices = _checked(name, help, field.kind, options)
    field.name, field.help, field.options, field.required = names, helps, choices, required
    db.session.flush()
    audit.record(by, "changed a field of", f"topic:{field.topic_id}", field=field.key, required=required)


def place(field: TopicField, by: Person, up: bool) -> None:
    """One place up or down among the fields that are asked for."""
    ensure(policy.can_set_rules(by))
    among = db.session.scalars(
        sa.select(TopicField)
        .where(TopicField.topic_id == field.topic_id, TopicField.retired_at.is_(None))
        .order_by(TopicField.position, TopicField.id)
    ).all()
    order = [each.id for each in among]
    if field.id not in order:
        return
    at = order.index(field.id)
    to = min(len(order) - 1, max(0, at + (-1 if up else 1)))
    order.insert(to, order.pop(at))
    for each in among:
        each.position = order.index(each.id)
    audit.record(by, "moved a field of", f"topic:{field.topic_id}", field=field.key)


def retire(field: TopicField, by: Person) -> None:
    """Ask for it no more; what was said stays with its questions."""
    ensure(policy.can_set_rules(by))
    if field.retired_at is None:
        field.retired_at = clock.now()
        audit.record(by, "retired a field of", f"topic:{field.topic_id}", field=field.key)


def restore(field: TopicField, by: Person) -> None:
    """Ask for it again."""
    ensure(policy.can_set_rules(by))
    if field.retired_at is not None:
        field.retired_at = None
        audit.record(by, "restored a field of", f"topic:{field.topic_id}", field=field.key)


def _checked(
    name: Mapping[str, str], help: Mapping[str, str], kind: str, options: Sequence[str]
) -> tuple[dict[str, str], dict[str, str], list[str]]:
    names = {lang: words for lang, raw in name.items() if (words := clean_line(raw))}
    helps = {lang: words for lang, raw in help.items() if (words := clean_line(raw))}
    choices = list(dict.fromkeys(words for raw in options if (words := clean_line(raw))))
    errors: dict[str, str] = {}
    if not names:
        errors["name"] = N_("A field needs a name.")
    elif (
        max(map(len, names.values())) > NAME_MAX_CHARS
        or max(map(len, helps.values()), default=0) > HELP_MAX_CHARS
    ):
        errors["name"] = N_("This is too long.")
    if kind not in KINDS:
        errors["kind"] = N_("Choose one of these.")
    elif kind == "choice" and not 2 <= len(choices) <= OPTIONS_MAX:
        errors["options"] = N_("Write two choices or more, one a line.")
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)
    return names, helps, choices if kind == "choice" else []


def _key(names: Mapping[str, str], taken: set[str]) -> str:
    first = slugify(names.get("en") or next(iter(names.values()))).replace("-", "_").strip("_") or "field"
    key, number = first, 2
    while key in taken:
        key, number = f"{first}_{number}", number + 1
    return key
