"""The curation queue: documents with open flags, by the readers they reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page
from forum.core.roles import GUEST, Viewer
from forum.core.targets import Shown, Target
from forum.flags import policy
from forum.flags.models import Flag
from forum.flags.queries import opened
from forum.flags.queries.opened import OpenFlag, open_on
from forum.search.models import DocumentSignal


@dataclass(frozen=True, slots=True)
class Waiting:
    """One document of the curation queue with its open flags, the oldest first."""

    document: str
    shown: Shown
    flags: tuple[OpenFlag, ...]
    readers: int  # who opened it of late: forum.search.readers
    trust: float
    since: datetime


def open_count() -> int:
    """How many documents wait in the curation queue; one query, and one for each kind of flagged text."""
    return len({document for document, _ in _waiting()})


def _waiting() -> list[tuple[str, Target]]:
    """(document, target) of open flags on what everybody sees: what a moderator hid waits for nobody."""
    rows = db.session.execute(
        sa.select(Flag.document, Flag.target_kind, Flag.target_id).where(Flag.closed_at.is_(None)).distinct()
    )
    found = [(row.document, Target(row.target_kind, row.target_id)) for row in rows]
    seen = targets.show_many([target for _, target in found], GUEST)
    return [(document, target) for document, target in found if target in seen]


def queue(
    page: int,
    viewer: Viewer,
    topic: int | None = None,
    reason: str | None = None,
    per_page: int = 20,
    *,
    disputed: bool = False,
    lang: str = "",
    among: sa.Select[str] | None = None,
) -> Page[Waiting]:
    """Documents with open flags: what most people read of late comes first.

    `topic`: a topic's id; `reason`: one of `policy.REASONS`; `disputed`: only where a moderator must say who is right;
    `lang`: of the text; `among`: SQL for the documents it may be.
    At most seven queries, whatever the size.
    """
    if not policy.can_see_flags(viewer):
        raise NotFound()
    numbers = sa.func.coalesce(sa.func.max(DocumentSignal.readers), 0)
    chosen: Any = (
        sa.select(
            Flag.document,
            numbers.label("readers"),
            sa.func.coalesce(sa.func.min(DocumentSignal.trust), 1.0).label("trust"),
            sa.func.min(Flag.at).label("since"),
        )
        .outerjoin(DocumentSignal, DocumentSignal.document == Flag.document)
        .where(Flag.closed_at.is_(None))
        .group_by(Flag.document)
        .order_by(sa.desc("readers"), sa.asc("since"))
    )
    if among is not None:
        chosen = chosen.where(Flag.document.in_(among))
    if reason:
        chosen = chosen.having(sa.func.sum(sa.case((Flag.reason == reason, 1), else_=0)) > 0)
    if disputed:
        chosen = chosen.having(sa.func.sum(sa.case((opened.disputed(), 1), else_=0)) > 0)
    waiting = {document for document, _ in _waiting()}
    rows = [row for row in db.session.execute(chosen) if row.document in waiting]
    shown = targets.show_many([targets.parse(r.document) for r in rows], viewer)
    kept = [
        (r, s)
        for r in rows
        if (s := shown.get(targets.parse(r.document))) is not None
        and topic in (None, s.topic_id)
        and lang in ("", s.lang)
    ]
    start = (page - 1) * per_page
    part = kept[start : start + per_page]
    flags = open_on([r.document for r, _ in part], viewer)
    items = [Waiting(r.document, s, tuple(flags[r.document]), r.readers, r.trust, r.since) for r, s in part]
    return Page(items, page, len(kept) > start + per_page, per_page, len(kept))
