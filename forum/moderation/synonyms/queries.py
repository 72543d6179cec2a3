"""Reads of synonyms."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.moderation import policy
from forum.search.models import SynonymGroup


def groups(viewer: Viewer, page: int, lang: str | None = None) -> Page[SynonymGroup]:
    """All groups, or those of one language; the last changed first."""
    ensure(policy.can_see_desk(viewer))
    chosen = sa.select(SynonymGroup).order_by(SynonymGroup.changed_at.desc(), SynonymGroup.id.desc())
    counted = sa.select(sa.func.count()).select_from(SynonymGroup)
    if lang is not None:
        chosen, counted = chosen.where(SynonymGroup.lang == lang), counted.where(SynonymGroup.lang == lang)
    total = db.session.scalar(counted) or 0
    return paginate(
        lambda limit, offset: db.session.scalars(chosen.limit(limit).offset(offset)).all(), page, total=total
    )


def group(number: int, viewer: Viewer) -> SynonymGroup:
    """One group. Raises `NotFound`."""
    ensure(policy.can_see_desk(viewer))
    found = db.session.get(SynonymGroup, number)
    if found is None:
        raise NotFound()
    return found
