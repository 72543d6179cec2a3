"""Who is on the page of the team."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.accounts.models import Person
from forum.core.db import db
from forum.core.roles import Viewer
from forum.profiles.models import About
from forum.team.models import ShownOnTeam
from forum.topics.models import TopicMember

STAFF_ROLES = ("agent", "moderator", "admin")
SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Face:
    """Somebody of the team. `about`: rendered; `topics`: numbers of those she answers for."""

    id: int
    name: str
    role: str
    title: str
    picture: str | None
    about: str
    topics: tuple[int, ...]


def faces() -> list[Face]:
    """All who show themselves, by name. Two queries."""
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.role, Person.title, Person.picture, About.body_html)
        .join(ShownOnTeam, ShownOnTeam.person_id == Person.id)
        .outerjoin(About, About.person_id == Person.id)
        .where(Person.role.in_(STAFF_ROLES), accounts.active())
        .order_by(Person.id)
        .limit(SHOWN_MAX)
    ).all()
    topics: dict[int, list[int]] = {}
    members = sa.select(TopicMember.person_id, TopicMember.topic_id).where(
        TopicMember.person_id.in_([row.id for row in rows])
    )
    for person_id, topic_id in db.session.execute(members.order_by(TopicMember.topic_id)):
        topics.setdefault(person_id, []).append(topic_id)
    found = [
        Face(r.id, r.name, r.role, r.title, r.picture, r.body_html or "", tuple(topics.get(r.id, ())))
        for r in rows
    ]
    return sorted(found, key=lambda face: (face.name.casefold(), face.id))


def is_shown(viewer: Viewer) -> bool:
    """Does the viewer show herself? One query, for people of the company."""
    return db.session.get(ShownOnTeam, viewer.id) is not None
