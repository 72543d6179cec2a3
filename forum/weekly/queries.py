"""What happened in a week, who helped in a month. Everybody reads the same: what guests may, and no group's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import GUEST, Viewer
from forum.knowledge.models import Article
from forum.notifications import follows
from forum.search import documents
from forum.search.documents import ShownDocument
from forum.search.models import DocumentSignal
from forum.threads import queries as threads
from forum.threads.models import Answer, Question
from forum.threads.policy import public
from forum.threads.queries import QuestionRow
from forum.topics import queries as topics
from forum.weekly.models import WeekItem, WeekPage

LOOKED_AT = 300  # solved questions of a week, of which the most read are shown
SOLVED = 12
ARTICLES = 12
OUTSIDE_DAYS = 28  # a topic where nothing was solved this week still has something to show
HERS_DAYS = 365  # where she asked or answered in a year are her topics
THANKED_MAX = 500  # in a month
WEEKS_LISTED = 12


class Happened(NamedTuple):
    """Something of a week."""

    document: str  # "question:34" | "article:12"
    topic_id: int
    lang: str


class Thanked(NamedTuple):
    """Somebody whose answer solved a question of the topic that month; `question` is the last of these."""

    person_id: int
    name: str
    picture: str | None
    question: QuestionRow


class Helper(NamedTuple):
    """Somebody whose answer solved something."""

    id: int
    name: str
    picture: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A week's page for one reader. `helped`: by name; `outside`: one thing that is not of her topics."""

    week: WeekPage
    solved: list[ShownDocument]
    articles: list[ShownDocument]
    helped: list[Helper]
    outside: ShownDocument | None
    others: list[WeekPage]


def newest() -> WeekPage | None:
    """The page made last."""
    return db.session.scalars(
        sa.select(WeekPage).order_by(WeekPage.begins_at.desc(), WeekPage.id.desc()).limit(1)
    ).first()


def of(year: int, number: int) -> WeekPage:
    """The page of a week. Raises `NotFound`."""
    found = db.session.scalars(
        sa.select(WeekPage).where(WeekPage.year == year, WeekPage.number == number)
    ).first()
    if found is None:
        raise NotFound()
    return found


def show(week: WeekPage, viewer: Viewer, lang: str) -> Shown:
    """All that the page says: six queries, two more for who is signed in. Her language comes first."""
    items = db.session.execute(
        sa.select(WeekItem.part, WeekItem.document)
        .where(WeekItem.week_id == week.id)
        .order_by(WeekItem.part, WeekItem.place)
    ).all()
    shown = documents.show([item.document for item in items], GUEST)
    by_part: dict[str, list[ShownDocument]] = {"solved": [], "articles": [], "outside": []}
    for part, document in items:
        if document in shown and (part != "solved" or shown[document].solved):
            by_part[part].append(shown[document])
    others = db.session.scalars(
        sa.select(WeekPage)
        .where(WeekPage.id != week.id)
        .order_by(WeekPage.begins_at.desc(), WeekPage.id.desc())
        .limit(WEEKS_LISTED)
    ).all()
    return Shown(
        week,
        _own_language_first(by_part["solved"], lang),
        _own_language_first(by_part["articles"], lang),
        helped(week.begins_at, week.ends_at),
        _outside([each for each in by_part["outside"] if each.lang == lang], viewer),
        list(others),
    )


def _own_language_first(found: list[ShownDocument], lang: str) -> list[ShownDocument]:
    return sorted(found, key=lambda each: each.lang != lang)


def _outside(found: Sequence[ShownDocument], viewer: Viewer) -> ShownDocument | None:
    if viewer.id is None or not found:
        return None
    hers = _topics_of(viewer)
    slugs = {topic.slug for number, topic in topics.by_id().items() if number in hers}
    return next((each for each in found if each.topic not in slugs), None)


def _topics_of(viewer: Viewer) -> set[int]:
    """Where she asked or answered of late, and what she follows."""
    since = clock.now() - timedelta(days=HERS_DAYS)
    asked = sa.select(Question.topic_id).where(Question.author_id == viewer.id, Question.created_at > since)
    answered = (
        sa.select(Question.topic_id)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.author_id == viewer.id, Answer.created_at > since)
    )
    followed = {
        int(thing.partition(":")[2]) for thing in follows.things_of(viewer) if thing.startswith("topic:")
    }
    return set(db.session.scalars(sa.union(asked, answered))) | followed


def helped(begins_at: datetime, ends_at: datetime) -> list[Helper]:
    """Those whose answers solved something in that time, by name: nobody is first."""
    rows = db.session.execute(
        sa.select(Person.id, Person.name, Person.picture)
        .where(
            Person.id.in_(sa.select(Answer.author_id).where(*_helping(begins_at, ends_at))), *_shown_people()
        )
        .order_by(Person.id)
        .limit(THANKED_MAX)
    )
    return sorted((Helper(*row) for row in rows), key=lambda each: (each.name.casefold(), each.id))


def _helping(begins_at: datetime, ends_at: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    """Answers of members that solved somebody else's question."""
    return (
        Question.solution_id == Answer.id,
        Question.solved_at >= begins_at,
        Question.solved_at < ends_at,
        Answer.author_id != Question.author_id,
        Answer.staff.is_(False),
        public(Question),
        public(Answer),
    )


def _shown_people() -> tuple[sa.ColumnElement[bool], ...]:
    return (accounts.active(), Person.role == "customer")


def thanks(begins_at: datetime, ends_at: datetime) -> dict[int, list[Thanked]]:
    """{topic: who solved something there in that time, by name}. Two queries."""
    found = db.session.execute(
        sa.select(
            Question.topic_id,
            Person.id,
            Person.name,
            Person.picture,
            sa.func.max(Question.id).label("question"),
        )
        .select_from(Question)
        .join(Answer, Answer.id == Question.solution_id)
        .join(Person, Person.id == Answer.author_id)
        .where(*_helping(begins_at, ends_at), *_shown_people())
        .group_by(Question.topic_id, Person.id, Person.name, Person.picture)
        .order_by(Question.topic_id, Person.id)
        .limit(THANKED_MAX)
    ).all()
    rows = {row.id: row for row in threads.rows([each.question for each in found], GUEST)}
    by_topic: dict[int, list[Thanked]] = {}
    for each in found:
        if each.question in rows:
            by_topic.setdefault(each.topic_id, []).append(
                Thanked(each.id, each.name, each.picture, rows[each.question])
            )
    for people in by_topic.values():
        people.sort(key=lambda each: (each.name.casefold(), each.person_id))
    return by_topic


def solved(begins_at: datetime, ends_at: datetime) -> list[Happened]:
    """What was solved in that time: most read first, then what most people have."""
    rows = db.session.execute(
        sa.select(Question.id, Question.topic_id, Question.lang)
        .where(Question.solved_at >= begins_at, Question.solved_at < ends_at, public(Question))
        .where(Question.solution_id.is_not(None))
        .order_by(Question.affected_count.desc(), Question.score.desc(), Question.id.desc())
        .limit(LOOKED_AT)
    ).all()
    names = [f"question:{row.id}" for row in rows]
    signals = sa.select(DocumentSignal.document, DocumentSignal.readers).where(
        DocumentSignal.document.in_(names)
    )
    rows_read = db.session.execute(signals.order_by(DocumentSignal.document))
    read = {row.document: row.readers for row in rows_read}
    in_order = sorted(rows, key=lambda row: -read.get(f"question:{row.id}", 0))
    return [Happened(f"question:{row.id}", row.topic_id, row.lang) for row in in_order]


def published(begins_at: datetime, ends_at: datetime) -> list[Happened]:
    """What the FAQ got in that time, the newest first."""
    rows = db.session.execute(
        sa.select(Article.id, Article.topic_id, Article.lang)
        .where(
            Article.published_at >= begins_at,
            Article.published_at < ends_at,
            Article.published_revision_id.is_not(None),
            Article.archived_at.is_(None),
        )
        .order_by(Article.published_at.desc(), Article.id.desc())
        .limit(ARTICLES)
    )
    return [Happened(f"article:{row.id}", row.topic_id, row.lang) for row in rows]
