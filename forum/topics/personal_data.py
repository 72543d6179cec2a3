"""What topics keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import STAFF, Kept
from forum.core.text import N_
from forum.topics.models import Topic, TopicMember


def _export(person_id: int) -> list[dict[str, Any]]:
    chosen = sa.select(Topic.slug).join(TopicMember, TopicMember.topic_id == Topic.id)
    return [{"topic": slug} for slug in db.session.scalars(chosen.where(TopicMember.person_id == person_id))]


def _erase(person_id: int) -> None:
    db.session.execute(sa.delete(TopicMember).where(TopicMember.person_id == person_id))


MEMBERS = Kept(
    table="topic_member",
    what=N_("The topics whose team you are in."),
    why=N_("So that somebody answers for every article."),
    days=None,
    export=_export,
    erase=_erase,
    seen_by=STAFF,
)
