"""Reads of macros."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.support.macros import policy
from forum.support.macros.models import Macro

IN_CASE = 6  # beside a reply; more are found by words


class Filters(NamedTuple):
    """Which macros of the list. `whose`: "" all, team, mine, retired."""

    q: str = ""
    lang: str = ""
    topic: str = ""
    whose: str = ""


def macro(number: int, viewer: Viewer) -> Macro:
    """One that the viewer may use, retired or not. Raises `NotFound`."""
    found = db.session.get(Macro, number)
    if found is None or not policy.can_use(viewer, found):
        raise NotFound()
    return found


def macros(viewer: Viewer, asked: Filters, topic_id: int | None, page: int) -> Page[Macro]:
    """A page of the list, the most used first."""
    wanted = _usable(viewer).where(
        Macro.retired_at.is_not(None) if asked.whose == "retired" else Macro.retired_at.is_(None)
    )
    if asked.whose in ("team", "mine"):
        wanted = wanted.where(
            Macro.owner_id.is_(None) if asked.whose == "team" else Macro.owner_id == viewer.id
        )
    if asked.lang:
        wanted = wanted.where(Macro.lang == asked.lang)
    if topic_id is not None:
        wanted = wanted.where(Macro.topic_id == topic_id)
    wanted = _saying(wanted, asked.q).order_by(Macro.uses.desc(), Macro.title, Macro.id)
    return paginate(lambda limit, offset: db.session.scalars(wanted.limit(limit).offset(offset)).all(), page)


def for_case(viewer: Viewer, lang: str, topic_id: int, words: str = "") -> Sequence[Macro]:
    """Those that may fit a reply in `lang` about the topic: of the topic first, then the most used. One query.

    `words`: only those that say each of them, whatever their topic.
    """
    wanted = _usable(viewer).where(Macro.retired_at.is_(None), Macro.lang.in_(("", lang)))
    if not words:
        wanted = wanted.where(sa.or_(Macro.topic_id.is_(None), Macro.topic_id == topic_id))
    fits = sa.case((Macro.topic_id == topic_id, 0), else_=1)
    wanted = _saying(wanted, words).order_by(fits, Macro.uses.desc(), Macro.title, Macro.id)
    return db.session.scalars(wanted.limit(IN_CASE)).all()


def named(numbers: Collection[int], viewer: Viewer) -> Sequence[Macro]:
    """Those of the numbers that the viewer may use and nobody retired."""
    if not numbers:
        return []
    wanted = _usable(viewer).where(Macro.id.in_(list(numbers)), Macro.retired_at.is_(None))
    return db.session.scalars(wanted.order_by(Macro.id)).all()


def _usable(viewer: Viewer) -> Any:
    if not policy.can_write(viewer):
        raise NotFound()
    return sa.select(Macro).where(sa.or_(Macro.owner_id.is_(None), Macro.owner_id == viewer.id))


def _saying(wanted: Any, words: str) -> Any:
    for word in words.split()[:5]:
        like = f"%{word.replace('/', '//').replace('%', '/%').replace('_', '/_')}%"
        wanted = wanted.where(sa.or_(Macro.title.ilike(like, escape="/"), Macro.body.ilike(like, escape="/")))
    return wanted
