"""The hand-made sections of a topic's FAQ page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.roles import Viewer
from forum.knowledge import policy
from forum.knowledge.models import Article, FaqPlace, FaqSection, Revision
from forum.knowledge.queries import faq
from forum.knowledge.queries.faq import Entry
from forum.knowledge.queries.rows import public
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.topics import queries as topics

CANDIDATES_MAX = 300  # articles offered by name; any other can be given by its address


@dataclass(frozen=True, slots=True)
class Section:
    """A section with its entries in the order that somebody gave them; pinned ones stand above all sections."""

    id: int
    title: str
    entries: tuple[Entry, ...]


def sections(topic_id: int, lang: str, also_pinned: bool = False) -> list[Section]:
    """The sections of a topic in one language, with the public articles and their texts; one query.

    Without `also_pinned` those that are pinned are left out, and with them sections that nothing is left in.
    """
    found = db.session.execute(_sections(), {"topic": topic_id, "lang": lang, "weight": faq.weight()}).all()
    by_id: dict[int, tuple[str, list[Any]]] = {}
    for row in found:
        rows = by_id.setdefault(row.section_id, (row.section_title, []))[1]
        if row.id is not None and (also_pinned or row.pinned_at is None):
            rows.append(row)
    return [
        Section(number, title, tuple(faq.to_entries(rows)))
        for number, (title, rows) in by_id.items()
        if rows or also_pinned
    ]


def section(section_id: int, viewer: Viewer) -> FaqSection:
    """The section, to change it."""
    found = db.session.get(FaqSection, section_id)
    if found is None:
        raise NotFound
    topic = topics.by_id()[found.topic_id]
    ensure(policy.can_curate(viewer, topic), policy.refusal(viewer, topic))
    return found


def candidates(topic_id: int, lang: str) -> Sequence[tuple[int, str]]:
    """(number, title) of public articles of the topic that stand in no section yet, by title; one query."""
    chosen = (
        sa.select(Article.id, Article.title)
        .outerjoin(FaqPlace, FaqPlace.article_id == Article.id)
        .where(Article.topic_id == topic_id, Article.lang == lang, public(), FaqPlace.article_id.is_(None))
        .order_by(Article.title, Article.id)
        .limit(CANDIDATES_MAX)
    )
    return [(row.id, row.title) for row in db.session.execute(chosen)]


@cache
def _sections() -> sa.Select[Any]:
    """Sections without a public article come as one row with nothing but the section."""
    shown = (
        sa.select(
            FaqPlace.section_id.label("in_section"), FaqPlace.position.label("place"), FaqPlace.article_id
        )
        .join(Article, FaqPlace.article_id == Article.id.expression)
        .where(public())
        .subquery()
    )
    return (
        sa.select(
            FaqSection.id.label("section_id"), FaqSection.title.label("section_title"),
            *faq.columns(), Revision.body_html,
        )
        .select_from(FaqSection)
        .outerjoin(shown, shown.c.in_section == FaqSection.id)
        .outerjoin(Article, Article.id == shown.c.article_id)
        .outerjoin(Revision, Revision.id == Article.published_revision_id)
        .outerjoin(DocumentSignal, signals.of("article", Article.id.expression))
        .where(FaqSection.topic_id == sa.bindparam("topic"), FaqSection.lang == sa.bindparam("lang"))
        .order_by(FaqSection.position, FaqSection.id, shown.c.place, shown.c.article_id)
    )  # fmt: skip
