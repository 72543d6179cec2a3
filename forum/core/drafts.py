"""What somebody is writing and has not sent: saved while typing, one draft a person and place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, request
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import clock, freshness, rate_limits
from forum.core.access import signed_in, viewer
from forum.core.db import Base, db, upsert
from forum.core.errors import Invalid
from forum.core.form_signs import OPENED, TRAP
from forum.core.forms import FIELD
from forum.core.text import clean

KEPT_DAYS = 30
MAX_CHARS = 120_000
_NO_WORDS = {FIELD, "form_key", "password", OPENED, TRAP}  # what forms send beside what somebody typed
LATE_SECONDS = 5  # a draft that arrives so soon after its text was posted was on its way when it was posted
bp = Blueprint("drafts", __name__)
freshness.unseen("draft")


class Draft(Base):
    """`place`: "ask", "answer:34", "article:12"... `fields`: the form's fields as they stood."""

    __tablename__ = "draft"
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(primary_key=True)
    fields: Mapped[dict[str, Any]]
    saved_at: Mapped[datetime] = mapped_column(index=True)


def save(person_id: int, place: str, fields: dict[str, str]) -> datetime:
    """Keep `fields` as the person's draft for `place`; returns the moment. Raises `Invalid` when too long."""
    if sum(len(v) for v in fields.values()) > MAX_CHARS:
        raise Invalid(_("This draft is too long to be saved."))
    now = clock.now()
    before = db.session.execute(
        sa.select(Draft.fields, Draft.saved_at).where(Draft.person_id == person_id, Draft.place == place)
    ).one_or_none()
    if before is not None and not before.fields and now - before.saved_at < timedelta(seconds=LATE_SECONDS):
        return now  # overtaken by the post: this draft is of what was just sent
    statement = upsert(Draft.__table__).values(person_id=person_id, place=place, fields=fields, saved_at=now)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id", "place"], set_={"fields": fields, "saved_at": now}
        )
    )
    return now


def find(person_id: int | None, place: str) -> dict[str, str]:
    """The draft's fields, or nothing."""
    if person_id is None:
        return {}
    row = db.session.execute(
        sa.select(Draft.fields).where(Draft.person_id == person_id, Draft.place == place)
    ).scalar()
    return row or {}


def found(person_id: int | None, places: Sequence[str]) -> dict[str, dict[str, str]]:
    """The drafts of several places, those that there are. One query."""
    if person_id is None or not places:
        return {}
    rows = db.session.execute(
        sa.select(Draft.place, Draft.fields).where(
            Draft.person_id == person_id, Draft.place.in_(list(places))
        )
    )
    return {place: fields for place, fields in rows if fields}


def drop(person_id: int, place: str) -> None:
    """Forget the draft: what it held has been posted. An empty row stays, so that one still on its way is known."""
    db.session.execute(
        sa.update(Draft)
        .where(Draft.person_id == person_id, Draft.place == place)
        .values(fields={}, saved_at=clock.now())
    )


def forget_old() -> int:
    """Delete drafts that nobody touched for `KEPT_DAYS`."""
    before = clock.now() - timedelta(days=KEPT_DAYS)
    return int(db.session.execute(sa.delete(Draft).where(Draft.saved_at < before)).rowcount)  # type: ignore[attr-defined]


@bp.post("/drafts/<place>")
@signed_in
def save_draft(place: str) -> Response:
    """Called by the page's script while somebody types (JSON answer: {"saved": moment})."""
    me = viewer()
    rate_limits.spend_as(rate_limits.WRITE, me, "draft")
    fields = {k: clean(v) for k, v in request.form.items() if k not in _NO_WORDS}
    assert me.id is not None
    saved = save(me.id, place[:80], fields)
    return jsonify({"saved": saved.isoformat()})
