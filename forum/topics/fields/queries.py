"""Reads of topics' fields. There are few, so they are kept in the process while content stands still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.roles import Viewer
from forum.topics import policy
from forum.topics.models import TopicField, pick


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as forms and pages need it. `retired`: asked for no more, what was said in it still stands."""

    id: int
    topic_id: int
    key: str
    name: Mapping[str, str]
    help: Mapping[str, str]
    kind: str
    options: tuple[str, ...]
    required: bool
    public: bool
    retired: bool

    def name_in(self, lang: str) -> str:
        """The name for a reader of `lang`."""
        return pick(self.name, lang) or self.key

    def help_in(self, lang: str) -> str:
        """What stands below the name."""
        return pick(self.help, lang)


def everything() -> dict[int, FieldRow]:
    """All fields of all topics by number, retired ones too, in their order; no query while no content changes."""
    return freshness.kept("topic fields", _read)


def of_topic(topic_id: int | None, retired: bool = False) -> list[FieldRow]:
    """Those that questions of the topic are asked for, in order. `retired`: those too that were."""
    return [f for f in everything().values() if f.topic_id == topic_id and (retired or not f.retired)]


def to_change(topic_id: int, field_id: int, viewer: Viewer) -> TopicField:
    """The field itself, to act on. Raises `NotFound`, `NotAllowed`."""
    ensure(policy.can_set_rules(viewer))
    found = db.session.get(TopicField, field_id)
    if found is None or found.topic_id != topic_id:
        raise NotFound()
    return found


def _read() -> dict[int, FieldRow]:
    chosen = sa.select(TopicField).order_by(TopicField.topic_id, TopicField.position, TopicField.id)
    return {
        f.id: FieldRow(
            f.id, f.topic_id, f.key, f.name, f.help, f.kind, tuple(f.options), f.required, f.public,
            f.retired_at is not None,
        )
        for f in db.session.scalars(chosen)
    }  # fmt: skip
