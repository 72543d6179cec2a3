"""Where reputation comes from: each source reads facts of other features and says for whom they speak.

Features above register sources of their own (`register`); a source is asked about some people at once, reads nothing but
what is so now, and returns the same for the same facts. What it returned before and does not any more is taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.knowledge.models import Article
from forum.reputation import policy
from forum.reviews.models import Report, ReviewItem
from forum.threads import policy as threads
from forum.threads.models import Answer, Question
from forum.votes.models import Verdict, Vote


class Fact(NamedTuple):
    """Somebody was useful: one row of `reputation_entry`, without its points."""

    person_id: int
    kind: str  # a key of `policy.POINTS`
    fact: str  # names it among the facts of that person and kind
    thing: str  # what she wrote: "answer:5"
    by_id: int | None  # who said so; None: a guest, or nobody in particular
    topic_id: int | None
    at: datetime


Source = Callable[[Sequence[int]], Iterable[Fact]]
#: `source(person_ids) -> {person: until when the last measure against her was in force}`, those without one left out.
Sanctions = Callable[[Sequence[int]], dict[int, datetime]]

_sources: list[Source] = []
_sanctions: list[Sanctions] = []


def register(source: Source) -> None:
    """Add a source of facts."""
    if source not in _sources:
        _sources.append(source)


def register_sanctions(source: Sanctions) -> None:
    """Add a source of what was done against people who broke the rules; measures that were undone are not among it."""
    if source not in _sanctions:
        _sanctions.append(source)


def members(person_ids: Sequence[int]) -> list[int]:
    """Of these people those who can be thanked: who has left is not, nor are people of the company, whose work it is."""
    if not person_ids:
        return []
    chosen = sa.select(Person.id).where(
        Person.id.in_(person_ids), Person.erased_at.is_(None), Person.role == "customer"
    )
    return list(db.session.scalars(chosen.order_by(Person.id)))


def of(person_ids: Sequence[int]) -> list[Fact]:
    """All facts about these people that count, oldest first: what several sources say twice and what is over the limits of
    `policy` is left out, always the same for the same facts."""
    counted = members(person_ids)
    found = [fact for source in _sources for fact in source(counted)] if counted else []
    return _within_limits(sorted(found, key=_order))


def sanctions(person_ids: Sequence[int]) -> dict[int, datetime]:
    """Until when the last measure against each of these people was in force (in the future: it still is)."""
    last: dict[int, datetime] = {}
    for source in _sanctions:
        for person_id, at in source(person_ids).items():
            last[person_id] = max(at, last.get(person_id, at))
    return last


def _order(fact: Fact) -> tuple[datetime, str, str, int]:
    return fact.at, fact.kind, fact.fact, fact.person_id


def _within_limits(facts: Iterable[Fact]) -> list[Fact]:
    kept: list[Fact] = []
    said: set[tuple[int, str, str, int]] = set()
    counts: dict[tuple[object, ...], int] = {}
    for fact in facts:
        once = (fact.person_id, fact.kind, fact.thing, fact.by_id or 0)
        if fact.by_id is not None and once in said:
            continue  # a vote for an answer and "this helped" on its question are one reader
        day = (fact.person_id, fact.kind, fact.at.date())
        limits: list[tuple[tuple[object, ...], int]] = [(day, policy.DAY_MAX[fact.kind])]
        if fact.by_id is not None:
            limits.append(((*day, fact.by_id), policy.GIVER_DAY_MAX))
        elif fact.kind == "helpful":
            limits.append(((*day, "guests"), policy.GUESTS_DAY_MAX))
        if any(counts.get(key, 0) >= most for key, most in limits):
            continue
        for key, _most in limits:
            counts[key] = counts.get(key, 0) + 1
        said.add(once)
        kept.append(fact)
    return kept


def public_solution() -> sa.ColumnElement[bool]:
    """Condition on `Answer` joined to `Question`: the accepted solution of somebody else's question, both to be read."""
    return sa.and_(
        Question.solution_id == Answer.id,
        Answer.author_id != Question.author_id,
        *there(),
    )


def there() -> tuple[sa.ColumnElement[bool], ...]:
    """Neither hidden nor deleted; in a closed group too: its members were helped."""
    return threads.standing(Answer), threads.standing(Question)


def _solutions(person_ids: Sequence[int]) -> Iterable[Fact]:
    """Answers that were accepted by, or for, whoever asked; not one's own, nor what was written as the company."""
    rows = db.session.execute(
        sa.select(
            Answer.author_id, Question.id, Answer.id, Question.author_id, Question.topic_id,
            sa.func.coalesce(Answer.accepted_at, Question.solved_at, Answer.created_at),
        )
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id.in_(person_ids), Answer.staff.is_(False), public_solution())
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
            Vote.person_id != Answer.author_id, Person.suspended_at.is_(None), *there(),
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
            Answer.author_id.in_(person_ids), Answer.staff.is_(False), Verdict.helped.is_(True), public_solution()
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
        .where(Answer.author_id.in_(person_ids), Answer.staff.is_(False), *public, *there())
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
    register(source)
register_sanctions(_measures)
