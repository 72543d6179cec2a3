"""Reads of the queue. Each page makes a handful of queries, whatever its size."""

from forum.support.queries.cases import (
    Related,
    case,
    due_from,
    latest_case_of,
    my_cases,
    open_case_of,
    open_questions_of,
    related_to,
    row,
    some_to_change,
    standing_case_of,
    to_change,
)
from forum.support.queries.happenings import WRITING_SECONDS, HistoryRow, drafts_of, history, writing
from forum.support.queries.notes import NoteRow, notes
from forum.support.queries.queue import (
    FilterRow,
    QueueRow,
    away,
    counts,
    filters,
    load_of,
    queue,
    tags_of,
    topic_counts,
)
from forum.support.queries.trails import TRAIL_HOURS, trail_of_question, unsent_trail
from forum.support.queries.wanted import ALL, VIEWS, Wanted, is_overdue

__all__ = [
    "ALL",
    "TRAIL_HOURS",
    "VIEWS",
    "WRITING_SECONDS",
    "FilterRow",
    "HistoryRow",
    "NoteRow",
    "QueueRow",
    "Related",
    "Wanted",
    "away",
    "case",
    "counts",
    "drafts_of",
    "due_from",
    "filters",
    "history",
    "is_overdue",
    "latest_case_of",
    "load_of",
    "my_cases",
    "notes",
    "open_case_of",
    "open_questions_of",
    "queue",
    "related_to",
    "row",
    "some_to_change",
    "standing_case_of",
    "tags_of",
    "to_change",
    "topic_counts",
    "trail_of_question",
    "unsent_trail",
    "writing",
]
