"""Who is told when something happens on a question, and why."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import events
from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications.actions import take_back, tell, tell_followers
from forum.threads import buttons
from forum.threads.models import Answer, Question, QuestionTag
from forum.topics import queries as topics


def answered(question: Question, answer: Answer, by: Person) -> None:
    """Whoever asked learns of it, by mail too; whoever follows the question, or whoever answered, hears of it."""
    kind = "staff_answered" if answer.staff else "answered"
    said: dict[str, Any] = {"who": by.name, "title": question.title}
    if question.author_id != by.id:
        tell(
            question.author_id,
            kind,
            answer.path,
            mail_as=kind,
            about=question.document,
            mail_only=buttons.of(question, answer),
            thing=f"answer:{answer.id}",
            **said,
        )
    tell_followers(
        [question.document, f"person:{by.id}"],
        f"followed_{kind}",
        answer.path,
        but_not=[question.author_id, by.id],
        about=question.document,
        group=f"answers:{question.document}",
        thing=f"answer:{answer.id}",
        **said,
    )


def accepted(question: Question, answer: Answer, by: Viewer) -> None:
    """Whoever wrote the solution learns that it solved it, and whoever follows the question."""
    thing = f"answer:{answer.id}"
    if answer.author_id != by.id:
        tell(
            answer.author_id,
            "accepted",
            answer.path,
            mail_as="accepted",
            about=question.document,
            thing=thing,
            title=question.title,
            answer=answer.id,
        )
    tell_followers(
        [question.document],
        "followed_solved",
        answer.path,
        but_not=[n for n in (question.author_id, answer.author_id, by.id) if n is not None],
        about=question.document,
        thing=thing,
        title=question.title,
        answer=answer.id,
    )


def not_accepted(answer: Answer) -> None:
    """The solution was taken back: nobody is told, or goes on being told, that there is one."""
    for kind in ("accepted", "followed_solved", "confirmed"):
        take_back(kind, f"answer:{answer.id}")


@events.on("post.written")
def asked(target: str, new: bool, author_id: int, **_rest: object) -> None:
    """Whoever follows its topic, one above it, one of its tags or its asker learns of a new question."""
    kind, _, number = target.partition(":")
    if kind != "question" or not new:
        return
    question = db.session.get_one(Question, int(number))
    if not question.public:  # held for a look: they learn of it when it is let go
        return
    tags = db.session.scalars(
        sa.select(QuestionTag.tag_id)
        .where(QuestionTag.question_id == question.id)
        .order_by(QuestionTag.tag_id)
    )
    above = [f"topic:{topic.id}" for topic in topics.path(question.topic_id)]
    tell_followers(
        [*above, *(f"tag:{each}" for each in tags), f"person:{author_id}"],
        "followed_asked",
        question.path,
        but_not=[author_id],
        about=question.document,
        thing=question.document,
        who=db.session.get_one(Person, author_id).name,
        title=question.title,
    )


def confirmed(question: Question, answer: Answer) -> None:
    """Whoever asked learns that the team said so for them: they may take it back."""
    tell(question.author_id, "confirmed", answer.path, thing=f"answer:{answer.id}", title=question.title)
