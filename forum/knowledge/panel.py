"""What a solved question's page shows of the article that was made of it, and the step that makes one."""

from __future__ import annotations

from typing import Any

from flask import render_template

from forum.core import panels
from forum.core.access import viewer
from forum.core.roles import is_staff
from forum.knowledge import policy, queries
from forum.threads.models import Question
from forum.topics import queries as topics


@panels.fills("question")
def article_of_question(question: Question, **_values: Any) -> str | None:
    """For everybody: the published article that answers it. For people who write: one step to make it."""
    topic = topics.by_id()[question.topic_id]
    may_write = (
        question.solved
        and question.public
        and topic.group_id is None
        and is_staff(viewer())
        and policy.can_write(viewer(), topic)
    )
    if question.article_id is None and not may_write:
        return None
    article = queries.drafted_from(question.id, viewer())
    if article is None and not may_write:
        return None
    return render_template("knowledge/_panel.html", question=question, article=article)
