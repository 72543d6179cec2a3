"""What reputation hears of posts, votes and people, in the transaction of the deed: it asks for a look, no more."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.core import events
from forum.core.db import db
from forum.core.targets import Target
from forum.knowledge.models import Article
from forum.reputation import looking
from forum.reviews.models import Report, ReviewItem


@events.on("question.asked")
@events.on("question.answered")
@events.on("question.solved")
@events.on("question.unsolved")
@events.on("question.withdrawn")
@events.on("question.restored")
@events.on("question.moved")
@events.on("question.rearranged")
@events.on("post.withdrawn")
@events.on("post.returned")
def question_changed(question_id: int, **_values: Any) -> None:
    """Who solved it, or whether there is anything to read, may be otherwise now."""
    looking.look_at(question_id=question_id)


@events.on("answer.edited")
def answer_edited(by_id: int, **_values: Any) -> None:
    """Somebody keeps an answer up to date."""
    looking.look_at(person_id=by_id)


@events.on("question.merging")
def questions_merged(question_id: int, into_id: int, **_values: Any) -> None:
    """Answers stand elsewhere now."""
    looking.look_at(question_id=question_id)
    looking.look_at(question_id=into_id)


@events.on("post.owner")
def owner_changed(question_id: int, before: int, now: int, **_values: Any) -> None:
    """What was thanked is somebody else's now."""
    looking.look_at(question_id=question_id)
    looking.look_at(person_id=before)
    looking.look_at(person_id=now)


@events.on("vote.given")
def vote_given(target: Target, author_id: int | None, **_values: Any) -> None:
    """Somebody found it helpful, or takes that back."""
    if target.kind == "answer" and author_id is not None:
        looking.look_at(person_id=author_id)


@events.on("verdict.given")
def verdict_given(target: str, **_values: Any) -> None:
    """A reader says whether a question's solution helped."""
    kind, _, number = target.partition(":")
    if kind == "question":
        looking.look_at(question_id=int(number))


@events.on("article.published")
@events.on("article.archived")
@events.on("article.merged")
def article_changed(article_id: int, into_id: int | None = None, **_values: Any) -> None:
    """What it was made of, or who wrote it, is thanked while it is there to read."""
    chosen = sa.select(Article.author_id, Article.question_id).where(
        Article.id.in_([article_id] if into_id is None else [article_id, into_id])
    )
    for author_id, question_id in db.session.execute(chosen.order_by(Article.id)):
        looking.look_at(person_id=author_id)
        if question_id is not None:
            looking.look_at(question_id=question_id)


@events.on("review.decided")
def review_decided(target: Target, **_values: Any) -> None:
    """Whoever reported it was right, or not; whose post it is has less to read."""
    reporters = sa.select(Report.by_id).distinct().join(ReviewItem, ReviewItem.id == Report.item_id)
    reporters = reporters.where(
        ReviewItem.target_kind == target.kind,
        ReviewItem.target_id == target.number,
        Report.by_id.is_not(None),
    )
    for person_id in db.session.scalars(reporters.order_by(Report.by_id)):
        looking.look_at(person_id=person_id)


@events.on("member.disciplined")
@events.on("person.changed")
def person_changed(person_id: int, **_values: Any) -> None:
    """Shut out, let in again, given another role: her own standing, and that of those she spoke for."""
    looking.look_at(person_id=person_id)
    for other in sorted(looking.about_person(person_id) - {person_id}):
        looking.look_at(person_id=other)
