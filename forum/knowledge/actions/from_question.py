"""A solved question becomes an article in one step."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import markdown
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.knowledge import policy
from forum.knowledge.actions.writing import newest_revision, submit, write
from forum.knowledge.models import Article
from forum.threads.models import Answer, Question
from forum.topics import queries as topics
from forum.topics.models import Topic

SUMMARY_CHARS = 200  # a first guess for the writer to better


def draft_from_question(question: Question, by: Person) -> Article:
    """A draft in review with the question's title, words, topic and language, and the solution's text.

    The article's page credits whoever solved it and leads to the question; once it is published, the question
    leads back. Asked for twice, the draft there is. Raises `NotAllowed`, `Invalid` (not solved, not public).
    """
    about = topics.by_id()[question.topic_id]
    ensure(policy.can_write(by, about))
    existing = db.session.scalars(
        sa.select(Article).where(Article.question_id == question.id, Article.archived_at.is_(None)).limit(1)
    ).first()
    if existing is not None:
        return existing
    solution = db.session.get(Answer, question.solution_id) if question.solution_id else None
    if solution is None or not question.public or not solution.public:
        raise Invalid(N_("Only a solved question that everybody can see becomes an article."))
    if about.group_id is not None:
        raise Invalid(N_("This question stands in a group's space. Move it to a topic of the site first."))
    article = write(
        by,
        db.session.get_one(Topic, question.topic_id),
        question.lang,
        question.title[: policy.TITLE_MAX_CHARS],
        _summary(solution.body_html),
        solution.body,
        [question.title[: policy.PHRASING_MAX_CHARS]],
        from_question=question,
    )
    submit(newest_revision(article.id), by)
    return article


def _summary(body_html: str) -> str:
    """The first paragraph of the solution, cut at a word."""
    first = next((line for line in markdown.plain(body_html).split("\n") if line.strip()), "").strip()
    if len(first) <= SUMMARY_CHARS:
        return first
    return first[:SUMMARY_CHARS].rsplit(" ", 1)[0] + " …"
