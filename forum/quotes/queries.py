"""Reads of quotations: the notices beside posts (for everybody), and who quotes an article (for staff)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.core import freshness, targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.flags.models import Flag
from forum.knowledge.models import Article, Revision, path
from forum.knowledge.queries.rows import public
from forum.quotes import policy
from forum.quotes.models import Quote


@dataclass(frozen=True, slots=True)
class Notice:
    """What readers of a post are told of an article that it quotes."""

    title: str
    url: str
    lang: str
    under_review_since: datetime | None
    outdated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Quoting:
    """A post that quotes an article. `number`: of the revision it quotes."""

    id: int
    shown: Shown
    number: int
    at: datetime
    outdated_at: datetime | None
    told_at: datetime | None
    checked: bool


#: The notices of each post of a document.
Doubts = dict[Target, list[Notice]]
KEPT_MAX = 2000  # posts in doubt that a process keeps in memory, some hundred bytes each


class Counts(NamedTuple):
    """How many posts quote an article; how many of them an older text; whose readers were not told yet."""

    all: int = 0
    outdated: int = 0
    untold: int = 0


def notices(document: str) -> Doubts:
    """What readers of the posts of a document are told; posts that quote nothing in doubt are left out.

    No query while content stands still: few quotations are in doubt, so all of them are known from memory. Where they
    are many, one.
    """
    known = freshness.kept("quotations in doubt", _in_doubt)
    if known is not None:
        return known.get(document, {})
    return _doubts(_notices(one=True), {"document": document}).get(document, {})


def _in_doubt() -> dict[str, Doubts] | None:
    found = _doubts(_notices(one=False), {"limit": KEPT_MAX + 1})
    return found if sum(map(len, found.values())) <= KEPT_MAX else None


def _doubts(chosen: Any, values: dict[str, Any]) -> dict[str, Doubts]:
    found: dict[str, Doubts] = {}
    for row in db.session.execute(chosen, values):
        notice = Notice(row.title, path(row.id, row.slug), row.lang, row.since, row.outdated_at)
        posts = found.setdefault(row.document, {})
        posts.setdefault(Target(row.post_kind, row.post_id), []).append(notice)
    return found


def quoting(article_id: int, viewer: Viewer, page: int = 1) -> Page[Quoting]:
    """The posts that quote an article: those with an older text first, then the newest.

    One query, and one for each kind of post. Raises `NotFound` for whoever is not staff.
    """
    if not policy.can_see_quotes(viewer):
        raise NotFound()
    chosen = (
        sa.select(Quote, Revision.number)
        .join(Revision, Revision.id == Quote.revision_id)
        .where(Quote.article_id == article_id)
        .order_by(sa.case((Quote.outdated_at.is_(None), 1), else_=0), Quote.at.desc(), Quote.id.desc())
    )
    found = paginate(lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page)
    shown = targets.show_many([_post(r.Quote) for r in found], viewer)
    return found.map(
        lambda rows: [
            Quoting(
                r.Quote.id, text, r.number, r.Quote.at, r.Quote.outdated_at, r.Quote.told_at,
                r.Quote.checked_by_id is not None,
            )
            for r in rows
            if (text := shown.get(_post(r.Quote))) is not None
        ]
    )  # fmt: skip


def counts(article_id: int) -> Counts:
    """How things stand with an article's quotations; one query."""
    outdated = Quote.outdated_at.is_not(None)
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(outdated),
            sa.func.count().filter(outdated, Quote.told_at.is_(None)),
        ).where(Quote.article_id == article_id)
    ).one()
    return Counts(*row)


def _post(quote: Quote) -> Target:
    return Target(quote.post_kind, quote.post_id)


@cache
def _notices(one: bool) -> Any:
    """Quotations in doubt, of `one` document or of all: an older text, or an article with open flags."""
    since = (
        sa.select(Flag.target_id, sa.func.min(Flag.at).label("since"))
        .where(Flag.target_kind == "article", Flag.closed_at.is_(None))
        .group_by(Flag.target_id)
        .subquery()
    )
    chosen = (
        sa.select(
            Quote.document,
            Quote.post_kind,
            Quote.post_id,
            Quote.outdated_at,
            Article.id,
            Article.slug,
            Article.title,
            Article.lang,
            since.c.since,
        )
        .join(Article, Article.id == Quote.article_id)
        .outerjoin(since, since.c.target_id == Quote.article_id)
        .where(public(), sa.or_(Quote.outdated_at.is_not(None), since.c.since.is_not(None)))
        .order_by(Quote.id)
    )
    if one:
        return chosen.where(Quote.document == sa.bindparam("document"))
    return chosen.limit(sa.bindparam("limit", type_=sa.Integer))
