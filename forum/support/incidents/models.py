"""Incidents, what was said about them, the questions they gather and the people they concern."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import freshness
from forum.core.db import Base
from forum.core.text import slugify
from forum.topics.models import pick

freshness.unseen("incident_person")  # only numbers of people change with it: they may be some seconds old

STATES = ("investigating", "identified", "monitoring", "fixed")


def incident_path(number: int, title: str) -> str:
    """The address of an incident."""
    slug = slugify(title)
    return f"/incidents/{number}-{slug if slug.isascii() else quote(slug)}"


class Incident(Base):
    """One cause of many questions. `title` and `body` by language code, as with topics."""

    __tablename__ = "incident"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="investigating", index=True)
    title: Mapped[dict[str, str]]
    body: Mapped[dict[str, str]] = mapped_column(default=dict)
    words: Mapped[str] = mapped_column(default="")  # other words for it, that askers may use; staff only
    topic_ids: Mapped[list[int]] = mapped_column(sa.JSON(), default=list)
    everywhere: Mapped[bool] = mapped_column(default=False)  # on the first page too
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    changed_at: Mapped[datetime]
    fixed_at: Mapped[datetime | None]
    fixes: Mapped[int] = mapped_column(default=0)  # how often it was called fixed: all are told once for each
    withdrawn_at: Mapped[datetime | None]  # announced by mistake: staff alone see it
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def open(self) -> bool:
        """Does it still go on?"""
        return self.state != "fixed" and self.withdrawn_at is None

    @property
    def path(self) -> str:
        """Its address."""
        return incident_path(self.id, pick(self.title, "en"))

    def title_in(self, lang: str) -> str:
        """The title for a reader of `lang`."""
        return pick(self.title, lang)


class IncidentUpdate(Base):
    """What was said about it at one moment. `body` by language code."""

    __tablename__ = "incident_update"
    id: Mapped[int] = mapped_column(primary_key=True)
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    state: Mapped[str]
    body: Mapped[dict[str, str]] = mapped_column(default=dict)


class IncidentQuestion(Base):
    """A question of this cause: of one incident at most."""

    __tablename__ = "incident_question"
    question_id: Mapped[int] = mapped_column(
        sa.ForeignKey("question.id", ondelete="CASCADE"), primary_key=True
    )
    incident_id: Mapped[int] = mapped_column(sa.ForeignKey("incident.id", ondelete="CASCADE"), index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)


class IncidentPerson(Base):
    """Somebody who has it too, or asked about it: told once for each fix, and what they said then."""

    __tablename__ = "incident_person"
    incident_id: Mapped[int] = mapped_column(
        sa.ForeignKey("incident.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    since: Mapped[datetime]
    joined: Mapped[bool] = mapped_column(default=False)  # said "I have this too"; else through a question
    told_fix: Mapped[int] = mapped_column(default=0)  # the newest fix this person was told of
    helped: Mapped[bool | None]  # their word about that fix
    said_at: Mapped[datetime | None]
