"""Reads of flags: open ones (`opened`), the log of all (`log`), the curation queue (`queue`)."""

from forum.flags.queries.log import STATES, LogLine, ended, journal, log, named_by
from forum.flags.queries.opened import OpenFlag, Review, flag, open_on, open_on_targets, review_of
from forum.flags.queries.queue import AFFECTED_DAYS, Waiting, open_count, queue

__all__ = [
    "AFFECTED_DAYS",
    "STATES",
    "LogLine",
    "OpenFlag",
    "Review",
    "Waiting",
    "ended",
    "flag",
    "journal",
    "log",
    "named_by",
    "open_count",
    "open_on",
    "open_on_targets",
    "queue",
    "review_of",
]
