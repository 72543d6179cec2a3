"""Reads of questions and answers. Finding is seeing: each takes the viewer and gives only what may be seen."""

from forum.threads.queries.affected import affected_counts, affected_people
from forum.threads.queries.finding import (
    answer,
    answer_in,
    locked_answer,
    locked_question,
    may_see,
    question,
    visible,
)
from forum.threads.queries.history import Edited, Version, base_of, history, kind_of, version_of
from forum.threads.queries.lists import FILTERS, QuestionRow, page_of_questions, rows
from forum.threads.queries.promises import Promise, promise_lapsed, promise_of
from forum.threads.queries.reading import AnswerView, Reading, page_of_answer, read

__all__ = [
    "FILTERS",
    "AnswerView",
    "Edited",
    "Promise",
    "QuestionRow",
    "Reading",
    "Version",
    "affected_counts",
    "affected_people",
    "answer",
    "answer_in",
    "base_of",
    "history",
    "kind_of",
    "locked_answer",
    "locked_question",
    "may_see",
    "page_of_answer",
    "page_of_questions",
    "promise_lapsed",
    "promise_of",
    "question",
    "read",
    "rows",
    "version_of",
    "visible",
]
