"""Which file, for whom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import sqlalchemy as sa

from forum.attachments import places, policy
from forum.attachments.models import WAITING, Attachment
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import Viewer


def attachment(number: int, viewer: Viewer) -> Attachment:
    """The file, for whoever may read what it was sent with. Raises `NotFound` for everybody else."""
    found = db.session.get(Attachment, number)
    if found is None or not places.may_see(found.place, viewer):
        raise NotFound()
    return found


def waiting(keys: Sequence[str], viewer: Viewer) -> list[Attachment]:
    """Those of these keys that wait for this person's words, in the order of the keys."""
    if not keys:
        return []
    rows = db.session.scalars(
        sa.select(Attachment).where(Attachment.key.in_(list(keys)), Attachment.place == WAITING)
    )
    found = {row.key: row for row in rows if policy.can_take(viewer, row)}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


class FileRow(NamedTuple):
    """A file as a list shows it. `size` in bytes."""

    id: int
    name: str
    size: int
    picture: bool
    path: str


def at(wanted: Sequence[str]) -> dict[str, list[FileRow]]:
    """The files at these places ("answer:12"), oldest first. One query. Whoever asks may read what stands there."""
    if not wanted:
        return {}
    rows = db.session.scalars(
        sa.select(Attachment).where(Attachment.place.in_(list(wanted))).order_by(Attachment.id)
    )
    found: dict[str, list[FileRow]] = {}
    for row in rows:
        shown = FileRow(row.id, row.name, row.size, row.picture, row.path)
        found.setdefault(row.place, []).append(shown)
    return found
