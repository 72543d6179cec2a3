"""What askers said in the fields that their topic asks for: checking, keeping, showing to whom it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import Invalid
from forum.core.roles import Viewer, at_least
from forum.core.text import N_, clean_line
from forum.threads.models import FieldValue
from forum.topics.fields import queries as topic_fields
from forum.topics.fields.queries import FieldRow

VALUE_MAX_CHARS = 200
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,6})?")


class Asked(Protocol):
    """A question, or a row of one."""

    @property
    def id(self) -> int: ...

    @property
    def author_id(self) -> int: ...


class Said(NamedTuple):
    """One field of a question with what was said in it."""

    field: FieldRow
    value: str


def can_read(viewer: Viewer, asked: Asked, field: FieldRow) -> bool:
    """Public ones everybody who sees the question; the others its asker and people of the company."""
    return (
        field.public or at_least(viewer, "agent") or (viewer.id is not None and viewer.id == asked.author_id)
    )


def check(wanted: Sequence[FieldRow], values: Mapping[int, str], complete: bool) -> dict[str, str]:
    """What is wrong: {"field-3": sentence}. `complete`: what is required must be there."""
    errors: dict[str, str] = {}
    for field in wanted:
        value = values.get(field.id, "")
        if not value:
            if field.required and complete:
                errors[f"field-{field.id}"] = N_("This is needed.")
        elif len(value) > VALUE_MAX_CHARS:
            errors[f"field-{field.id}"] = N_("This is too long: at most 200 characters.")
        elif field.kind == "choice" and value not in field.options:
            errors[f"field-{field.id}"] = N_("Choose one of these.")
        elif field.kind == "number" and not _NUMBER.fullmatch(value):
            errors[f"field-{field.id}"] = N_("A number, please.")
    return errors


def check_for(topic_id: int, values: Mapping[int, str]) -> dict[str, str]:
    """What is wrong with what a question of the topic says; nothing has to be there."""
    cleaned = {number: clean_line(value) for number, value in values.items()}
    return check(topic_fields.of_topic(topic_id), cleaned, complete=False)


def keep(question_id: int, topic_id: int, values: Mapping[int, str]) -> bool:
    """Make what the question says in the fields of its topic exactly this; others of `values` are left out.

    Says whether anything changed. Raises `Invalid`.
    """
    wanted = topic_fields.of_topic(topic_id)
    if not wanted:
        return False
    cleaned = {field.id: clean_line(values.get(field.id, "")) for field in wanted}
    errors = check(wanted, cleaned, complete=False)
    if errors:
        raise Invalid(N_("Some of it could not be used."), errors)
    mine = FieldValue.question_id == question_id, FieldValue.field_id.in_(list(cleaned))
    before = {
        row.field_id: row.value
        for row in db.session.execute(sa.select(FieldValue.field_id, FieldValue.value).where(*mine))
    }
    said = {number: value for number, value in cleaned.items() if value}
    if before == said:
        return False
    db.session.execute(sa.delete(FieldValue).where(*mine))
    db.session.add_all(
        FieldValue(question_id=question_id, field_id=n, value=value) for n, value in said.items()
    )
    db.session.flush()
    return True


def said(asked: Asked, viewer: Viewer) -> list[Said]:
    """What the question says, as far as the viewer may read it, in the topic's order. At most one query."""
    if not topic_fields.everything():
        return []
    return readable(asked, by_question([asked.id]).get(asked.id, {}), viewer)


def readable(asked: Asked, values: Mapping[int, str], viewer: Viewer) -> list[Said]:
    """Of all that a question says, what the viewer may read, in the topic's order."""
    known = topic_fields.everything()
    found = [Said(field, values[number]) for number, field in known.items() if number in values]
    return [each for each in found if can_read(viewer, asked, each.field)]


def public_text(question_ids: Sequence[int], langs: Mapping[int, str]) -> dict[int, str]:
    """For search: {question: "App version: 4.2"}, of public fields alone. `langs`: of the questions. At most one query."""
    known = topic_fields.everything()
    if not any(field.public for field in known.values()):
        return {}
    return {
        number: "\n".join(
            f"{known[n].name_in(langs.get(number, 'en'))}: {value}"
            for n, value in values.items()
            if n in known and known[n].public
        )
        for number, values in by_question(question_ids).items()
    }


def by_question(question_ids: Sequence[int]) -> dict[int, dict[int, str]]:
    """{question: {field: value}}, everything that was said: for whoever may read it all. One query."""
    chosen = sa.select(FieldValue).where(FieldValue.question_id.in_(list(question_ids)))
    found: dict[int, dict[int, str]] = {}
    for row in db.session.scalars(chosen.order_by(FieldValue.field_id)):
        found.setdefault(row.question_id, {})[row.field_id] = row.value
    return found
