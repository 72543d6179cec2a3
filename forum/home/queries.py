"""What the first page shows: a handful of small reads, whatever the size of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from forum.core import freshness
from forum.core.db import db
from forum.core.roles import Viewer, at_least, is_staff
from forum.flags import queries as flags
from forum.knowledge.models import Article, Revision
from forum.notifications import asking_again, kinds
from forum.notifications.models import Notice
from forum.support.models import Case
from forum.threads import policy as threads_policy
from forum.threads import queries as threads
from forum.threads.models import Question, question_path
from forum.threads.queries import QuestionRow

SOLVED = 5  # questions of each list: the page is a door, not a list
UNANSWERED = 5
OPEN = 3
NEWS = 4
ANSWERED = ("answered", "staff_answered")  # kinds of notices: somebody answered what she asked
LOOK_AT = 100  # of the newest, those in the reader's language come first


@dataclass(frozen=True, slots=True)
class Mine:
    """What waits for somebody who is signed in. The last three are for people of the company."""

    open_questions: int = 0
    open_cases: int = 0
    queue: int = 0
    reviews: int = 0
    flagged: int = 0

    @property
    def elsewhere(self) -> bool:
        """Does anything wait that this page does not show itself?"""
        return any((self.open_cases, self.queue, self.reviews, self.flagged))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is hers: words, where they lead, when. `lang` only of what others wrote; `notice` of what she is told."""

    words: str
    url: str
    at: datetime
    lang: str | None = None
    notice: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What somebody was told and did not read yet: of answers to what she asked, and of what she follows."""

    answers: tuple[Line, ...] = ()
    followed: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Lists:
    """The questions solved last, and the newest ones that nobody answered yet."""

    solved: list[QuestionRow]
    unanswered: list[QuestionRow]


def lists(viewer: Viewer, lang: str) -> Lists:
    """Those that everybody sees, those in the reader's language first. One query while content stands still, else three."""
    solved, unanswered = freshness.kept(
        f"first page {lang}",
        lambda: (
            _own_language_first(_solved(), lang, SOLVED),
            _own_language_first(_unanswered(), lang, UNANSWERED),
        ),
    )
    rows = {row.id: row for row in threads.rows([*solved, *unanswered], viewer)}
    return Lists([rows[n] for n in solved if n in rows], [rows[n] for n in unanswered if n in rows])


# Put together once: for a page that readers wait for, that would cost more than running them.


@cache
def _solved() -> Any:
    return (
        sa.select(Question.id, Question.lang)
        .where(Question.solved_at.is_not(None), Question.solution_id.is_not(None))
        .where(threads_policy.public(Question))
        .order_by(Question.solved_at.desc(), Question.id.desc())
        .limit(LOOK_AT)
    )


@cache
def _unanswered() -> Any:
    return (
        sa.select(Question.id, Question.lang)
        # Written into the statement, not bound: only so does the database know that the partial index fits.
        .where(threads_policy.public(Question), Question.answer_count == sa.literal_column("0"))
        .where(Question.closed_at.is_(None))
        .order_by(Question.created_at.desc(), Question.id.desc())
        .limit(LOOK_AT)
    )


def _own_language_first(chosen: Any, lang: str, limit: int) -> list[int]:
    rows = db.session.execute(chosen).all()
    return [row.id for row in sorted(rows, key=lambda row: row.lang != lang)[:limit]]


def open_questions(viewer: Viewer) -> list[Line]:
    """The viewer's own questions that are not solved yet, the last one that something happened to first. One query."""
    if viewer.id is None:
        return []
    mine = sa.select(Question.id, Question.slug, Question.title, Question.lang, Question.active_at).where(
        Question.author_id == viewer.id,
        Question.solution_id.is_(None),
        Question.closed_at.is_(None),
        threads_policy.standing(Question),
    )
    newest = mine.order_by(Question.active_at.desc(), Question.id.desc()).limit(OPEN)
    return [
        Line(r.title, question_path(r.id, r.slug), r.active_at, r.lang) for r in db.session.execute(newest)
    ]


def news(viewer: Viewer) -> News:
    """What the viewer was told and did not read yet, the newest of each kind first. Two queries, and one for each kind of thing told of; none for guests."""
    if viewer.id is None:
        return News()
    return News(_lines(viewer, ANSWERED), _lines(viewer, kinds.of_row("followed")))


def _lines(viewer: Viewer, which: Sequence[str]) -> tuple[Line, ...]:
    new = sa.select(Notice).where(
        Notice.person_id == viewer.id, Notice.read_at.is_(None), Notice.inbox, Notice.kind.in_(which)
    )
    notices = db.session.scalars(new.order_by(Notice.id.desc()).limit(NEWS)).all()
    shown = asking_again.visible(notices, viewer)
    return tuple(
        Line(kinds.sentence(one.kind, one.values), one.url, one.at, notice=one.id)
        for one in notices
        if one.id in shown
    )


def waiting_for(viewer: Viewer) -> Mine:
    """How much waits for this person: one query, three or four for moderators, none for guests."""
    if viewer.id is None:
        return Mine()
    counts: list[Any] = [
        _count(Question.id).where(
            Question.author_id == viewer.id,
            Question.solution_id.is_(None),
            Question.closed_at.is_(None),
            threads_policy.standing(Question),
        ),
        _count(Case.id).where(Case.customer_id == viewer.id, Case.closed_at.is_(None)),
    ]
    if is_staff(viewer):
        counts += [
            _count(Case.id).where(
                Case.closed_at.is_(None),
                sa.or_(Case.claimed_by_id.is_(None), Case.claimed_by_id == viewer.id),
            ),
            _count(Revision.id)
            .join(Article, Article.id == Revision.article_id)
            .where(Revision.state == "in_review", Article.archived_at.is_(None)),
        ]
    row = db.session.execute(sa.select(*(count.scalar_subquery() for count in counts))).one()
    return Mine(*row, *([flags.open_count()] if at_least(viewer, "moderator") else []))


def _count(column: sa.orm.InstrumentedAttribute[int]) -> Any:
    return sa.select(sa.func.count(column))
