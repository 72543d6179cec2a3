"""Articles for search, votes and flags below: what is indexed, how a result is shown, which are pinned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from forum.core import markdown
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.targets import Kind, Shown, Target
from forum.knowledge.models import Article, Revision, path
from forum.knowledge.queries.rows import public, rows, visible
from forum.search.documents import ReadPart, Searchable, ShownDocument
from forum.topics import queries as topics
from forum.topics.models import Topic
from search_index import SearchDocument

LANE = 0  # the place of articles in the signals file, see forum.search.documents


def load(ids: Sequence[int]) -> Iterator[SearchDocument]:
    """The published text of those that are public; one query."""
    from forum.search.documents import slot

    found = db.session.execute(
        sa.select(
            Article.id,
            Article.external_id,
            Article.lang,
            Article.created_at,
            Article.version,
            Revision.title,
            Revision.summary,
            Revision.body_html,
            Revision.phrasings,
            Topic.slug,
        )
        .join(Revision, Revision.id == Article.published_revision_id)
        .join(Topic, Topic.id == Article.topic_id)
        .where(Article.id.in_(list(ids)), public())
    )
    for row in found:
        yield SearchDocument(
            id=f"article:{row.id}",
            slot=slot("article", row.id),
            kind="article",
            lang=row.lang,
            title=row.title,
            phrasings=tuple(row.phrasings),
            summary=row.summary,
            body=markdown.plain(row.body_html),  # words only: a snippet shows no Markdown
            topic=row.slug,
            external_id=row.external_id,
            created=row.created_at.timestamp(),
            version=row.version,
        )


def all_ids() -> Iterable[int]:
    """The numbers of all public articles."""
    return db.session.scalars(sa.select(Article.id).where(public()).order_by(Article.id)).all()


def versions() -> Iterable[tuple[int, int]]:
    """(number, version) of all public articles, without their texts."""
    return [
        (row.id, row.version)
        for row in db.session.execute(sa.select(Article.id, Article.version).where(public()))
    ]


def show(ids: Sequence[int], viewer: Viewer) -> Mapping[int, ShownDocument]:
    """How results are shown: what the viewer may see and the public can find; archived ones are not found."""
    slugs = topics.by_id()
    return {
        number: ShownDocument(
            document=row.document,
            kind="article",
            number=number,
            title=row.title,
            url=row.path,
            lang=row.lang,
            topic=slugs[row.topic_id].slug if row.topic_id in slugs else "",
            created_at=row.published_at,
            author_id=row.author_id,
            family=f"article:{row.family_id or number}",
        )
        for number, row in rows(ids, viewer).items()
        if row.published_revision_id is not None and row.archived_at is None
    }


def look_up(ids: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    """Articles as targets of flags and verdicts; one query."""
    found = db.session.execute(
        sa.select(
            Article.id,
            Article.title,
            Article.slug,
            Article.author_id,
            Article.topic_id,
            Article.published_revision_id,
            Article.lang,
        ).where(Article.id.in_(list(ids)), visible(viewer))
    )
    return {
        row.id: Shown(
            Target("article", row.id),
            row.title,
            path(row.id, row.slug),
            f"article:{row.id}",
            row.author_id,
            row.topic_id,
            row.published_revision_id,
            row.lang,
        )
        for row in found
    }


def pinned(documents: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """The source of pins for `forum.search.signals`."""
    numbers = {int(d.partition(":")[2]): d for d in documents if d.startswith("article:")}
    if not numbers:
        return {}
    chosen = sa.select(Article.id).where(Article.id.in_(list(numbers)), Article.pinned_at.is_not(None))
    return {numbers[number]: {"pinned": True} for number in db.session.scalars(chosen)}


def same_as(ids: Sequence[int]) -> Mapping[int, str]:
    """The questions that articles were made of; of translations the first article of their family."""
    there = sa.select(Article.id, Article.question_id, Article.family_id).where(
        Article.id.in_(list(ids)),
        sa.or_(Article.question_id.is_not(None), Article.family_id != Article.id),
        public(),
    )
    return {
        row.id: f"question:{row.question_id}" if row.question_id else f"article:{row.family_id}"
        for row in db.session.execute(there)
    }


def read(number: int, viewer: Viewer) -> Sequence[ReadPart]:
    """The published text; one query."""
    text = (
        sa.select(Revision.body, Revision.body_html, Revision.html_version)
        .join(Article, Article.published_revision_id == Revision.id)
        .where(Article.id == number, Article.archived_at.is_(None), visible(viewer))
    )
    row = db.session.execute(text).one_or_none()
    if row is None:
        return ()
    fresh = row.html_version == markdown.VERSION
    return (ReadPart("text", row.body_html if fresh else markdown.render_article(row.body)),)


SEARCHABLE = Searchable("article", LANE, load, all_ids, show, versions, same_as, read)
KIND = Kind("article", look_up, flaggable=True, verdicts=True, place="/articles/")
