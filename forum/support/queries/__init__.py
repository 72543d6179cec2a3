"""Reads of the queue. Each page makes a handful of queries, whatever its size."""

from forum.support.queries.cases import case, latest_case_of, my_cases, open_case_of, row
from forum.support.queries.notes import NoteRow, notes
from forum.support.queries.queue import VIEWS, QueueRow, counts, queue
from forum.support.queries.trails import TRAIL_HOURS, trail_of_question, unsent_trail

__all__ = [
    "TRAIL_HOURS",
    "VIEWS",
    "NoteRow",
    "QueueRow",
    "case",
    "counts",
    "latest_case_of",
    "my_cases",
    "notes",
    "open_case_of",
    "queue",
    "row",
    "trail_of_question",
    "unsent_trail",
]
