"""Reads of flags: open ones (`opened`), the log of all (`log`), the curation queue (`queue`)."""

from forum.flags.queries.log import STATES, LogLine, journal, log, named_by, on_page
from forum.flags.queries.opened import OpenFlag, Review, flag, open_on, open_on_targets, review_of
from forum.flags.queries.queue import Waiting, open_count, queue

__all__ = [
    "STATES",
    "LogLine",
    "OpenFlag",
    "Review",
    "Waiting",
    "flag",
    "journal",
    "log",
    "named_by",
    "on_page",
    "open_count",
    "open_on",
    "open_on_targets",
    "queue",
    "review_of",
]
