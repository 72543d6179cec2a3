"""What feeds and sitemaps tell: what everybody may read, whoever asks. Programs that fetch them can't sign in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, freshness
from forum.core.db import db
from forum.core.roles import GUEST
from forum.feeds import policy
from forum.knowledge.models import Article
from forum.knowledge.models import path as article_path
from forum.knowledge.queries.rows import public as public_articles
from forum.threads import policy as threads_policy
from forum.threads.models import Answer, Question, question_path
from forum.threads.tags import queries as tags
from forum.threads.tags.queries import TagRow
from forum.topics.models import Topic

PIECE = 10_000  # pages of one sitemap file, by number: a piece never changes which pages it is for
ANSWERS = 30  # of one question's feed, the newest


@dataclass(frozen=True, slots=True)
class AnswerEntry:
    """An answer as a feed tells it."""

    id: int
    author: str
    html: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """A page of a sitemap: its path, and when it last changed."""

    path: str
    changed_at: datetime | None


def newest_answers(question_id: int) -> list[AnswerEntry]:
    """The newest public answers of a question that was found already; one query."""
    rows = db.session.execute(
        sa.select(Answer.id, Person.name, Answer.body_html, Answer.created_at, Answer.edited_at)
        .join(Person, Person.id == Answer.author_id)
        .where(Answer.question_id == question_id, threads_policy.public(Answer))
        .order_by(Answer.created_at.desc(), Answer.id.desc())
        .limit(ANSWERS)
    )
    return [AnswerEntry(r.id, r.name, r.body_html, r.created_at, r.edited_at or r.created_at) for r in rows]


def name_of(person_id: int) -> str:
    """What somebody is called; one query."""
    return db.session.scalar(sa.select(Person.name).where(Person.id == person_id)) or ""


def topics_asked_about() -> set[int]:
    """The topics with a public question; one query."""
    chosen = sa.select(Question.topic_id).where(threads_policy.public(Question)).distinct()
    return set(db.session.scalars(chosen.order_by(Question.topic_id)))


def described_tags() -> list[TagRow]:
    """The tags whose page says what they are for, and has questions. One query."""
    return [tag for tag in tags.page_of_tags(GUEST) if tag.description and tag.questions]


def answered(person_id: int) -> bool:
    """Did she answer anything that everybody sees? One query."""
    seen = sa.select(Answer.id).join(Question, Question.id == Answer.question_id)
    seen = seen.where(
        Answer.author_id == person_id, threads_policy.public(Answer), threads_policy.public(Question)
    )
    return db.session.execute(seen.limit(1)).first() is not None


def pieces() -> dict[str, list[tuple[int, datetime | None]]]:
    """{"questions" | "articles": [(piece, when something in it last changed)]}; two queries, none for a while after."""
    return freshness.kept("sitemap pieces", _pieces)


def questions_of(piece: int) -> list[Place]:
    """The questions of one piece that are worth finding. One query."""
    rows = db.session.execute(
        sa.select(Question.id, Question.slug, Question.active_at)
        .where(*_questions(), Question.id > piece * PIECE, Question.id <= (piece + 1) * PIECE)
        .order_by(Question.id)
    )
    return [Place(question_path(r.id, r.slug), r.active_at) for r in rows]


def articles_of(piece: int) -> list[Place]:
    """The published articles of one piece. One query."""
    rows = db.session.execute(
        sa.select(Article.id, Article.slug, Article.published_at)
        .where(public_articles(), Article.id > piece * PIECE, Article.id <= (piece + 1) * PIECE)
        .order_by(Article.id)
    )
    return [Place(article_path(r.id, r.slug), r.published_at) for r in rows]


def _pieces() -> dict[str, list[tuple[int, datetime | None]]]:
    found: dict[str, list[tuple[int, datetime | None]]] = {}
    for kind, number, changed, wanted in (
        ("questions", Question.id, Question.active_at, _questions()),
        ("articles", Article.id, Article.published_at, (public_articles(),)),
    ):
        piece = ((number - 1) // PIECE).label("piece")
        chosen = sa.select(piece, sa.func.max(changed)).where(*wanted).group_by(piece).order_by(piece)
        found[kind] = [(row[0], row[1]) for row in db.session.execute(chosen)]
    return found


def _questions() -> tuple[sa.ColumnElement[bool], ...]:
    spaces = sa.select(Topic.id).where(Topic.group_id.is_not(None))
    return (
        threads_policy.public(Question),
        Question.topic_id.not_in(spaces),
        policy.strong(clock.now()),
    )
