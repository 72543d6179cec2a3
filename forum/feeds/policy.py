"""Which public pages search engines should show, and why not the others: one rule a sentence.

A page that helps nobody who comes from outside makes those that would harder to find. It stays readable, its links are
followed, and it comes in as soon as the rule says otherwise. What is not public needs no rule here: nobody outside sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

from forum.threads.models import Question

ANSWER_HOURS = 24  # give people a day to answer before a question stands for itself
SHORT_CHARS = 80  # of the first words: less is a title again
SHORT_CHARS_CJK = 30  # a character says a word there
CARED_DAYS = 60  # unanswered that long, and nobody has it too: nobody looks for it
CJK = ("zh", "ja", "ko")

WHY: Mapping[str, str] = {
    "young": "Nobody answered yet, and it was asked less than a day ago.",
    "short": "Nobody answered, and it says little.",
    "forgotten": "Nobody answered in sixty days, nobody voted for it, nobody has it too.",
    "space": "It is written for the members of a group.",
    "withdrawn": "It is hidden or deleted: only some people see it.",
    "filtered": "The same questions stand in other lists: in another order, or together with others.",
    "further": "A later stretch of a list begins elsewhere every day; the sitemap leads to all questions.",
    "empty": "There is nothing on it yet.",
    "older": "What a text said before is no answer; the text itself says what is true.",
    "search": "What somebody searched is no page of ours.",
    "unpublished": "Only people of the company read it.",
    "quiet profile": "Its owner has answered nothing yet.",
}


class Judged(Protocol):
    """A question, or a row of one."""

    @property
    def answer_count(self) -> int: ...

    @property
    def created_at(self) -> datetime: ...

    @property
    def excerpt(self) -> str: ...

    @property
    def lang(self) -> str: ...

    @property
    def score(self) -> int: ...

    @property
    def affected_count(self) -> int: ...

    @property
    def views(self) -> int: ...


def why_weak(question: Judged, now: datetime) -> str | None:
    """Why a question's page should not be shown by search engines, as a name of `WHY`; None when it should."""
    if question.answer_count:
        return None
    age = now - question.created_at
    if age < timedelta(hours=ANSWER_HOURS):
        return "young"
    if len(question.excerpt) < (SHORT_CHARS_CJK if question.lang in CJK else SHORT_CHARS):
        return "short"
    cared = question.score > 0 or question.affected_count > 0 or question.views > 0
    return "forgotten" if age >= timedelta(days=CARED_DAYS) and not cared else None


def strong(now: datetime) -> sa.ColumnElement[bool]:
    """`why_weak` is None, as a condition for the sitemap."""
    shortest = sa.case((Question.lang.in_(CJK), SHORT_CHARS_CJK), else_=SHORT_CHARS)
    return sa.or_(
        Question.answer_count > 0,
        sa.and_(
            Question.created_at <= now - timedelta(hours=ANSWER_HOURS),
            sa.func.length(Question.excerpt) >= shortest,
            sa.or_(
                Question.created_at > now - timedelta(days=CARED_DAYS),
                Question.score > 0,
                Question.affected_count > 0,
                Question.views > 0,
            ),
        ),
    )
