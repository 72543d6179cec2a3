"""What moderators do about gaps: give them to somebody, fill them, close them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean_line
from forum.knowledge import actions as knowledge
from forum.knowledge.models import Article
from forum.moderation import policy
from forum.moderation.gaps import queries
from forum.moderation.models import Gap


def assign(normals: Sequence[str], to_id: int | None, by: Person) -> None:
    """Let somebody of the company look after it; None: nobody does. Raises `NotAllowed`, `NotFound`, `Invalid`."""
    ensure(policy.can_moderate(by))
    to = db.session.get(Person, to_id) if to_id else None
    if to_id and (to is None or not to.is_staff or not to.is_active):
        raise Invalid(N_("Choose a colleague."))
    for row in _rows(normals, by):
        row.assigned_to_id = to.id if to else None
        db.session.flush()
        audit.record(by, "assigned", f"gap:{row.id}", "", words=row.words, person=to.id if to else None)


def close(normals: Sequence[str], how: str, by: Person, note: str = "") -> None:
    """Say that it is filled. Keeps how often it missed until now, so that the list shows whether that fell."""
    ensure(policy.can_moderate(by))
    if how not in policy.GAP_ENDS:
        raise Invalid(N_("Say how the gap was closed."))
    note = clean_line(note)[: policy.BECAUSE_MAX_CHARS]
    if how == "other" and not note:
        raise Invalid(N_("Say how the gap was closed."))
    since = clock.now() - timedelta(days=queries.DAYS)
    for row in _rows(normals, by):
        begin = max(since, row.closed_at) if row.closed_at else since
        row.searches_before, row.missed_before = queries.counts(row.normal, begin)
        row.closed_at, row.closed_by_id = clock.now(), by.id
        row.how, row.note, row.assigned_to_id = how, note, None
        db.session.flush()
        audit.record(by, "closed", f"gap:{row.id}", note, words=row.words, how=how)


def fill_with_phrasing(normals: Sequence[str], article: Article, words: str, by: Person) -> None:
    """Make the words a phrasing of an article, public at once, and close the gap."""
    ensure(policy.can_moderate(by))
    knowledge.add_phrasing(article, words, by)
    close(normals, "phrasing", by, article.title)


def _rows(normals: Sequence[str], by: Person) -> list[Gap]:
    """The rows of these wordings, made where there are none yet."""
    found = queries.gap(by, normals)
    words = {each.normal: each.words for each in reversed(found.wordings)}
    chosen = sa.select(Gap).where(Gap.normal.in_(found.normals)).with_for_update()
    rows = {row.normal: row for row in db.session.scalars(chosen)}
    for normal in found.normals:
        if normal not in rows:
            rows[normal] = Gap(normal=normal, words=words.get(normal, normal))
            db.session.add(rows[normal])
    return [rows[normal] for normal in found.normals]
