"""Articles in bulk: written and published at once, as `forum.knowledge.actions` would (write, publish), with a few
statements a batch. They come from a place where somebody published them: no review, no log entry each, no mail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core import clock, markdown
from forum.core.db import db
from forum.core.text import slugify
from forum.importing.lines import ArticleLine
from forum.importing.models import ImportedLine
from forum.importing.places import Places
from forum.knowledge.models import Article, Revision


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article with its HTML, made before the transaction begins."""

    line: ArticleLine
    html: str


def render(line: ArticleLine) -> Rendered:
    """Render the text in the process that may be killed when a text keeps it busy."""
    return Rendered(line, markdown.render_article(line.body))


def insert(articles: Sequence[Rendered], places: Places) -> list[int]:
    """New published articles, in the current transaction; their ids, in order. Each is its own family at first."""
    if not articles:
        return []
    ids = list(
        db.session.execute(
            sa.insert(Article).returning(Article.id, sort_by_parameter_order=True),
            [_article(article, places) for article in articles],
        ).scalars()
    )
    revisions = list(
        db.session.execute(
            sa.insert(Revision).returning(Revision.id, sort_by_parameter_order=True),
            [_revision(article, id_, 1, places) for id_, article in zip(ids, articles, strict=True)],
        ).scalars()
    )
    rows = [{"a": id_, "revision": revision} for id_, revision in zip(ids, revisions, strict=True)]
    db.session.connection().execute(_PUBLISH, rows)
    return ids


_articles = Article.__table__
_PUBLISH = (
    sa.update(_articles)  # type: ignore[arg-type]
    .where(_articles.c.id == sa.bindparam("a"))
    .values(published_revision_id=sa.bindparam("revision"), family_id=_articles.c.id)
)


def _article(article: Rendered, places: Places) -> dict[str, Any]:
    line = article.line
    created = line.created or clock.now()
    return {
        "external_id": line.id,
        "topic_id": places.topic(line.category),
        "lang": line.lang,
        "title": line.title,
        "slug": slugify(line.title),
        "summary": line.summary,
        "published_at": created,
        "author_id": places.person(line.author),
        "created_at": created,
        "review_from": clock.now(),  # here it is looked at again an interval from now
        "views": max(0, line.views),
        "version": 1,
    }


def _revision(article: Rendered, id_: int, number: int, places: Places) -> dict[str, Any]:
    line = article.line
    created = (line.created or clock.now()) if number == 1 else clock.now()
    return {
        "article_id": id_,
        "number": number,
        "state": "published",
        "based_on": None if number == 1 else number - 1,
        "title": line.title,
        "summary": line.summary,
        "body": line.body,
        "body_html": article.html,
        "html_version": markdown.VERSION,
        "phrasings": list(line.phrasings),
        "author_id": places.person(line.author),
        "created_at": created,
        "because": "" if number == 1 else "import",
        "published_by_id": places.person(line.author),
        "published_at": created,
    }


def update(id_: int, rendered: Rendered, places: Places) -> None:
    """A new published revision of what the changed line says; the earlier ones stay in the history."""
    line = rendered.line
    article = db.session.get_one(Article, id_, with_for_update=True)
    current = (
        db.session.get(Revision, article.published_revision_id) if article.published_revision_id else None
    )
    said = (line.title, line.summary, line.body, list(line.phrasings))
    if current is None or said != (current.title, current.summary, current.body, list(current.phrasings)):
        newest = db.session.scalar(sa.select(sa.func.max(Revision.number)).where(Revision.article_id == id_))
        if current is not None:
            current.state = "superseded"
        fresh = Revision(**_revision(rendered, id_, int(newest or 0) + 1, places))
        db.session.add(fresh)
        db.session.flush()
        article.published_revision_id, article.published_at = fresh.id, fresh.published_at
        article.title, article.slug, article.summary = line.title, slugify(line.title), line.summary
    article.topic_id, article.views = places.topic(line.category), max(0, line.views)
    if article.lang != line.lang and not _taken(article.family_id, line.lang):
        article.lang = line.lang
    db.session.flush()


def join_families(original_ids: Iterable[str]) -> list[tuple[str, str]]:
    """Join translations to their originals where both have come in; `original_ids`: ids that came in just now, of
    originals or translations. Returns (id, sentence) of those that can't be joined (the language is taken)."""
    wanted = list(original_ids)
    original = aliased(ImportedLine)
    query = (
        sa.select(ImportedLine, original.number)
        .join(
            original, sa.and_(original.kind == "article", original.external_id == ImportedLine.translation_of)
        )
        .where(
            ImportedLine.kind == "article",
            sa.or_(ImportedLine.external_id.in_(wanted), ImportedLine.translation_of.in_(wanted)),
        )
        .order_by(ImportedLine.number)  # of two texts in one language the one that came first
    )
    problems = []
    for line, number in db.session.execute(query).all():
        article, first = db.session.get_one(Article, line.number), db.session.get_one(Article, number)
        family = first.family_id or first.id
        if article.family_id != family:
            if _taken(family, article.lang):
                problems.append(
                    (
                        line.external_id,
                        f"is in, but stands alone: {line.translation_of!r} has a text in {article.lang!r} already",
                    )
                )
            else:
                article.family_id = family
        line.translation_of = None
        db.session.flush()
    return problems


def _taken(family_id: int | None, lang: str) -> bool:
    query = sa.select(Article.id).where(Article.family_id == family_id, Article.lang == lang)
    return db.session.scalar(query) is not None
