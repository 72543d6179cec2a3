"""The facts of the features below for which people are thanked: solutions, readers' votes, articles, reports."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.knowledge.models import Article
from forum.reputation import facts
from forum.reputation.facts import Fact
from forum.reviews.models import Report, ReviewItem
from forum.threads.models import Answer, Question
from forum.votes.models import Verdict, Vote


def _solutions(person_ids: Sequence[int]) -> Iterable[Fact]:
    """Answers that were accepted by, or for, whoever asked; not one's own, nor what was written as the company."""
    rows = db.session.execute(
        sa.select(
            Answer.author_id, Question.id, Answer.id, Question.author_id, Question.topic_id,
            sa.func.coalesce(Answer.accepted_at, Question.solved_at, Answer.created_at),
        )
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id.in_(person_ids), Answer.staff.is_(False), facts.public_solution())
    )  # fmt: skip
    for author, question, answer, asker, topic, at in rows:
        yield Fact(author, "solution", f"question:{question}", f"answer:{answer}", asker, topic, at)


def _votes(person_ids: Sequence[int]) -> Iterable[Fact]:
    """Votes for answers, of people who are not shut out."""
    rows = db.session.execute(
        sa.select(Answer.author_id, Answer.id, Vote.person_id, Question.topic_id, Vote.at)
        .join(Question, Question.id == Answer.question_id)
        .join(Vote, sa.and_(Vote.target_kind == "answer", Vote.target_id == Answer.id))
        .join(Person, Person.id == Vote.person_id)
        .where(
            Answer.author_id.in_(person_ids), Answer.staff.is_(False), Vote.value > 0,
            Vote.person_id != Answer.author_id, Person.suspended_at.is_(None), *facts.there(),
        )
    )  # fmt: skip
    for author, answer, voter, topic, at in rows:
        yield Fact(author, "helpful", f"answer:{answer} by {voter}", f"answer:{answer}", voter, topic, at)


def _verdicts(person_ids: Sequence[int]) -> Iterable[Fact]:
    """ "This helped" on the page of a question is said of the solution that stands there."""
    rows = db.session.execute(
        sa.select(Answer.author_id, Answer.id, Verdict.id, Verdict.visitor, Question.topic_id, Verdict.at)
        .join(Question, Question.id == Answer.question_id)
        .join(
            Verdict,
            sa.and_(
                Verdict.target_kind == "question",
                Verdict.target_id == Question.id,
                Verdict.revision_id == Answer.id,
            ),
        )
        .where(
            Answer.author_id.in_(person_ids), Answer.staff.is_(False), Verdict.helped.is_(True), facts.public_solution()
        )
    ).all()  # fmt: skip
    active = _active({_reader(row.visitor) for row in rows})
    for author, answer, verdict, visitor, topic, at in rows:
        reader = _reader(visitor)
        if reader != author and (reader is None or reader in active):
            yield Fact(author, "helpful", f"verdict:{verdict}", f"answer:{answer}", reader, topic, at)


def _reader(visitor: str) -> int | None:
    """The person behind a verdict (`votes.queries.voter`); None for a guest."""
    return int(visitor[1:]) if visitor[:1] == "p" and visitor[1:].isdecimal() else None


def _active(ids: Collection[int | None]) -> set[int]:
    wanted = [number for number in ids if number is not None]
    if not wanted:
        return set()
    return set(
        db.session.scalars(sa.select(Person.id).where(Person.id.in_(wanted), Person.suspended_at.is_(None)))
    )


def _articles(person_ids: Sequence[int]) -> Iterable[Fact]:
    """Articles to read that were made of somebody's solution; or that somebody wrote herself, where a topic lets her."""
    public = (Article.published_revision_id.is_not(None), Article.archived_at.is_(None))
    published = sa.func.coalesce(Article.published_at, Article.created_at)
    solved = db.session.execute(
        sa.select(Answer.author_id, Article.id, Article.author_id, Article.topic_id, published)
        .join(Question, Question.id == Article.question_id)
        .join(Answer, Answer.id == Question.solution_id)
        .where(Answer.author_id.in_(person_ids), Answer.staff.is_(False), *public, *facts.there())
    ).all()
    for author, article, writer, topic, at in solved:
        yield Fact(
            author,
            "article",
            f"article:{article}",
            f"article:{article}",
            writer if writer != author else None,
            topic,
            at,
        )
    credited = {(row[0], row[1]) for row in solved}
    written = db.session.execute(
        sa.select(Article.author_id, Article.id, Article.topic_id, published).where(
            Article.author_id.in_(person_ids), *public
        )
    )
    for author, article, topic, at in written:
        if (author, article) not in credited:
            yield Fact(author, "article", f"article:{article}", f"article:{article}", None, topic, at)


def _reports(person_ids: Sequence[int]) -> Iterable[Fact]:
    """Reports that a moderator found right."""
    rows = db.session.execute(
        sa.select(
            Report.by_id, Report.id, ReviewItem.topic_id, sa.func.coalesce(ReviewItem.decided_at, Report.at)
        )
        .join(ReviewItem, ReviewItem.id == Report.item_id)
        .where(Report.by_id.in_(person_ids), Report.outcome == "confirmed")
    )
    for person, report, topic, at in rows:
        if person is not None:
            yield Fact(person, "report", f"report:{report}", f"report:{report}", None, topic, at)


def _measures(person_ids: Sequence[int]) -> dict[int, datetime]:
    """What is in force now, as the account says it."""
    now = clock.now()
    rows = db.session.execute(
        sa.select(Person.id, Person.suspended_at, Person.suspended_until, Person.silenced_until).where(
            Person.id.in_(person_ids),
            sa.or_(Person.suspended_at.is_not(None), Person.silenced_until.is_not(None)),
        )
    )
    found: dict[int, datetime] = {}
    for person, suspended_at, suspended_until, silenced_until in rows:
        ends = [silenced_until] if silenced_until is not None else []
        if suspended_at is not None:
            ends.append(suspended_until or now)
        found[person] = max(ends)
    return found


for source in (_solutions, _votes, _verdicts, _articles, _reports):
    facts.register(source)
facts.register_sanctions(_measures)
