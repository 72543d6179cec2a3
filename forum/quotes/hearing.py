"""What quotes hear of posts and articles, in the transaction of the deed."""

from __future__ import annotations

from typing import Any

from forum.core import events
from forum.core.db import db
from forum.core.targets import Target
from forum.quotes import actions
from forum.threads.models import Answer


@events.on("question.answered")
@events.on("answer.edited")
def answer_written(answer_id: int, **_values: Any) -> None:
    """An answer says something new: look at what it links."""
    answer = db.session.get_one(Answer, answer_id)
    actions.remember(Target("answer", answer.id), f"question:{answer.question_id}", answer.body_html)


@events.on("article.merged")
def article_merged(article_id: int, into_id: int, **_values: Any) -> None:
    """Links to the one lead to the other."""
    actions.lead_on(article_id, into_id)


@events.on("article.published")
def article_published(article_id: int, significance: str = "", **_values: Any) -> None:
    """After a major change, answers that link the article may say what it does not say any more."""
    if significance == "major":
        actions.superseded(article_id)
