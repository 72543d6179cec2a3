"""Reads of questions and answers. Finding is seeing: each takes the viewer and gives only what may be seen."""

from forum.threads.queries.affected import affected_counts, affected_people
from forum.threads.queries.answers import AnswerView, page_of_answer
from forum.threads.queries.finding import (
    answer,
    answer_in,
    is_solution,
    locked_answer,
    locked_question,
    may_see,
    question,
    visible,
)
from forum.threads.queries.history import Edited, Version, base_of, history, kind_of, version_of
from forum.threads.queries.in_spaces import page_in_spaces
from forum.threads.queries.lists import (
    COUNT_MAX,
    FILTERS,
    OWN,
    SHARED,
    Wanted,
    counts,
    own_counts,
    page_of_questions,
    stretch,
)
from forum.threads.queries.promises import Promise, promise_lapsed, promise_of
from forum.threads.queries.reading import Reading, read
from forum.threads.queries.rows import QuestionRow, rows

__all__ = [
    "COUNT_MAX",
    "FILTERS",
    "OWN",
    "SHARED",
    "AnswerView",
    "Edited",
    "Promise",
    "QuestionRow",
    "Reading",
    "Version",
    "Wanted",
    "affected_counts",
    "affected_people",
    "answer",
    "answer_in",
    "base_of",
    "counts",
    "history",
    "is_solution",
    "kind_of",
    "locked_answer",
    "locked_question",
    "may_see",
    "own_counts",
    "page_in_spaces",
    "page_of_answer",
    "page_of_questions",
    "promise_lapsed",
    "promise_of",
    "question",
    "read",
    "rows",
    "stretch",
    "version_of",
    "visible",
]
