"""Questions of a group's spaces, where search can't find them: closed ones stand in no shared index."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.text import clean_line
from forum.threads import policy
from forum.threads.models import Answer, Question
from forum.threads.queries.rows import COLUMNS, QuestionRow, row_of

WORDS_MAX = 6  # each is looked for in every text of the space; nobody types more
WORD_MAX_CHARS = 40


def page_in_spaces(
    topic_ids: Sequence[int], viewer: Viewer, words: str = "", page: int = 1
) -> Page[QuestionRow]:
    """One page of the questions of these topics that the viewer may read, newest first. One query.

    `words`: those that hold each of them in title, text or an answer (parts of words too, whatever the case).
    """
    chosen = (
        sa.select(*COLUMNS)
        .join(Person, Person.id == Question.author_id)
        .where(
            Question.topic_id.in_(list(topic_ids)),
            policy.standing(Question),
            policy.visible(Question, viewer),
            *(_holds(word[:WORD_MAX_CHARS]) for word in clean_line(words).split()[:WORDS_MAX]),
        )
        .order_by(Question.created_at.desc(), Question.id.desc())
    )

    def fetch(limit: int, offset: int) -> Sequence[Any]:
        return db.session.execute(chosen.limit(limit).offset(offset)).all()

    return paginate(fetch, page).map(lambda found: [row_of(r) for r in found])


def _holds(word: str) -> sa.ColumnElement[bool]:
    answers = sa.exists().where(
        Answer.question_id == Question.id,
        policy.standing(Answer),
        Answer.body.icontains(word, autoescape=True),
    )
    return sa.or_(
        Question.title.icontains(word, autoescape=True),
        Question.body.icontains(word, autoescape=True),
        answers,
    )
