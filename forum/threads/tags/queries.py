"""Reads of tags. A tag is known to whoever meets a question that carries it; described ones to everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from forum.core import freshness
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.groups import queries as groups
from forum.threads import policy as threads_policy
from forum.threads.models import Question, QuestionTag, Tag, TagSynonym
from forum.threads.tags import policy
from forum.topics.models import pick

PER_PAGE = 60
SUGGESTED = 8
OF_TOPIC = 12  # tags shown on the page of a topic
LOOKED_AT = 500  # of its newest questions: what is asked about now, and no more work for a large topic


@dataclass(frozen=True, slots=True)
class TagRow:
    """A tag as pages need it. `questions`: public ones, as last counted."""

    id: int
    name: str
    description: Mapping[str, str]
    questions: int

    def description_in(self, lang: str) -> str:
        """What it is for, for a reader of `lang`."""
        return pick(self.description, lang)


_COLUMNS = (Tag.id, Tag.name, Tag.description, Tag.question_count)


def synonyms() -> Mapping[str, str]:
    """{other word: tag} of all tags; no query while no content changes."""
    return freshness.kept("tag synonyms", _synonyms)


def resolve(names: Iterable[str], known: Mapping[str, str] | None = None) -> list[str]:
    """The tags that are meant, each once, in order. `known`: `synonyms()`, for who resolves many."""
    meant = synonyms() if known is None else known
    return list(dict.fromkeys(meant.get(name, name) for name in names))


def by_name(name: str, viewer: Viewer) -> TagRow:
    """The tag of this name, or for which it is another word; one query. Raises `NotFound`."""
    chosen = sa.select(*_COLUMNS).where(Tag.name == synonyms().get(name, name), _known_to(viewer))
    row = db.session.execute(chosen).one_or_none()
    if row is None:
        raise NotFound()
    return TagRow(*row)


def to_change(tag_id: int, viewer: Viewer) -> Tag:
    """The tag itself, kept still until the transaction ends. Raises `NotAllowed`, `NotFound`."""
    ensure(policy.can_curate(viewer), policy.WHOLE_SITE)
    found = db.session.scalars(sa.select(Tag).where(Tag.id == tag_id).with_for_update()).one_or_none()
    if found is None:
        raise NotFound()
    return found


def page_of_tags(viewer: Viewer, words: str = "", page: int = 1) -> Page[TagRow]:
    """Tags with these letters in their name, the most used first. One query."""
    chosen = sa.select(*_COLUMNS).where(_known_to(viewer))
    if words:
        also = sa.select(TagSynonym.tag_id).where(TagSynonym.name.contains(words, autoescape=True))
        chosen = chosen.where(sa.or_(Tag.name.contains(words, autoescape=True), Tag.id.in_(also)))
    chosen = chosen.order_by(Tag.question_count.desc(), Tag.name, Tag.id)

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen.limit(limit).offset(offset)).all()

    return paginate(fetch, page, PER_PAGE).map(lambda rows: [TagRow(*row) for row in rows])


def beginning(
    typed: str, viewer: Viewer, without: Sequence[str] = (), limit: int = SUGGESTED
) -> list[TagRow]:
    """Tags that go on as typed, or for which a word is meant that does; the most used first. One query."""
    also = sa.select(TagSynonym.tag_id).where(TagSynonym.name.startswith(typed, autoescape=True))
    chosen = (
        sa.select(*_COLUMNS)
        .where(sa.or_(Tag.name.startswith(typed, autoescape=True), Tag.id.in_(also)))
        .where(Tag.name.not_in(list(without)), _known_to(viewer))
        .order_by(Tag.question_count.desc(), Tag.name, Tag.id)
        .limit(limit)
    )
    return [TagRow(*row) for row in db.session.execute(chosen)]


def of_topics(topic_ids: Sequence[int], viewer: Viewer) -> list[str]:
    """What is asked about in these topics of late, most first; one query, none for a while after it."""
    named = f"tags of {sorted(topic_ids)} {sorted(groups.of(viewer))}"
    return freshness.kept(named, lambda: _of_topics(topic_ids, viewer), shelf="lists")


def synonyms_of(tag_id: int) -> list[str]:
    """Other words for it, in the order of the alphabet; one query."""
    chosen = sa.select(TagSynonym.name).where(TagSynonym.tag_id == tag_id).order_by(TagSynonym.name)
    return list(db.session.scalars(chosen))


def names(ids: Sequence[int], viewer: Viewer) -> dict[int, str]:
    """{number: name} of those tags that the viewer may know. One query."""
    chosen = sa.select(Tag.id, Tag.name).where(Tag.id.in_(list(ids)), _known_to(viewer))
    return {row.id: row.name for row in db.session.execute(chosen)}


def _known_to(viewer: Viewer) -> sa.ColumnElement[bool]:
    if policy.can_meet_all(viewer):
        return sa.true()
    carried = sa.exists().where(
        QuestionTag.tag_id == Tag.id.expression,
        Question.id == QuestionTag.question_id,
        threads_policy.met(viewer),
    )
    return sa.or_(Tag.described_at.is_not(None), carried)


def _synonyms() -> dict[str, str]:
    chosen = sa.select(TagSynonym.name, Tag.name.label("tag")).join(Tag, Tag.id == TagSynonym.tag_id)
    return {row.name: row.tag for row in db.session.execute(chosen)}


def _of_topics(topic_ids: Sequence[int], viewer: Viewer) -> list[str]:
    newest = (
        sa.select(Question.id)
        .where(Question.topic_id.in_(list(topic_ids)), threads_policy.met(viewer))
        .order_by(Question.created_at.desc(), Question.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    chosen = (
        sa.select(Tag.name)
        .join(QuestionTag, QuestionTag.tag_id == Tag.id)
        .join(newest, newest.c.id == QuestionTag.question_id)
        .group_by(Tag.id, Tag.name)
        .order_by(sa.func.count().desc(), Tag.name)
        .limit(OF_TOPIC)
    )
    return list(db.session.scalars(chosen))
