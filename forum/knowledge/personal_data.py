"""What articles keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.personal_data import DATABASE, EVERYBODY, INDEX, Kept
from forum.core.text import N_
from forum.knowledge.models import Article, Revision


def _export_articles(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Article).where(
            sa.or_(
                Article.author_id == person_id,
                Article.archived_by_id == person_id,
                Article.pinned_by_id == person_id,
                Article.owner_id == person_id,
                Article.checked_by_id == person_id,
            )
        )
    )
    return [
        {
            "title": a.title,
            "lang": a.lang,
            "written_by_you": a.author_id == person_id,
            "owned_by_you": a.owner_id == person_id,
            "checked_by_you": a.checked_by_id == person_id,
            "created_at": a.created_at.isoformat(),
        }
        for a in rows
    ]


def _erase_articles(person_id: int) -> None:
    """Articles are the company's; their author stays as the account without a name."""
    for column in (Article.archived_by_id, Article.pinned_by_id, Article.owner_id, Article.checked_by_id):
        db.session.execute(sa.update(Article).where(column == person_id).values({column.key: None}))


def _export_revisions(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Revision).where(
            sa.or_(
                Revision.author_id == person_id,
                Revision.reviewed_by_id == person_id,
                Revision.published_by_id == person_id,
                Revision.scheduled_by_id == person_id,
            )
        )
    )
    return [
        {
            "article": f"article:{r.article_id}",
            "number": r.number,
            "state": r.state,
            "title": r.title,
            "body": r.body if r.author_id == person_id else "",
            "because": r.because if r.author_id == person_id else "",
            "review_note": r.review_note if r.reviewed_by_id == person_id else "",
            "created_at": r.created_at.isoformat(),
        }
        for r in rows
    ]


def _erase_revisions(person_id: int) -> None:
    for column in (Revision.reviewed_by_id, Revision.published_by_id, Revision.scheduled_by_id):
        db.session.execute(sa.update(Revision).where(column == person_id).values({column.key: None}))


ARTICLES = Kept(
    table="article",
    what=N_("Articles you wrote, own, checked, archived or pinned."),
    why=N_("So that it can be seen who stands behind an article."),
    days=None,
    export=_export_articles,
    erase=_erase_articles,
    seen_by=EVERYBODY,
    where=(DATABASE, INDEX),
)
REVISIONS = Kept(
    table="revision",
    what=N_("Revisions of articles you wrote, reviewed or published, with your words."),
    why=N_("So that the history of a text stays whole."),
    days=None,
    export=_export_revisions,
    erase=_erase_revisions,
    seen_by=EVERYBODY,
    where=(DATABASE, INDEX),
)
