"""What is remembered of searches and visits, without names or addresses: what was looked for, what was opened, what
came of it. Pages only read: all this is queued and written a moment later (`core.afterwards`). When a search is over,
`forum.search.settling` decides what came of it.

A page of results gives its search an id and puts ``s=<id>-<position>`` on its links, so that a visit knows the search
it came from and the place it was shown at.
"""

from flask import Flask

from forum.core import events
from forum.search.recording import guests, searches, visits
from forum.search.recording.forgetting import HITS_DAYS, SEARCHES_DAYS, forget_old
from forum.search.recording.searches import (
    OUTCOMES,
    Came,
    came_from,
    new_search_id,
    outcome,
    record,
    shown_more,
    without_names,
)
from forum.search.recording.visits import opens, read_in_place
from forum.search.visitors import visitor

__all__ = [
    "HITS_DAYS",
    "OUTCOMES",
    "SEARCHES_DAYS",
    "Came",
    "came_from",
    "forget_old",
    "guests",
    "new_search_id",
    "opens",
    "outcome",
    "read_in_place",
    "record",
    "set_up",
    "shown_more",
    "visitor",
    "without_names",
]


def set_up(app: Flask) -> None:
    """Look at every answer; hear of questions."""
    app.after_request(visits.visited)
    events.on("question.asked")(searches.asked)
    events.on("question.escalated")(searches.escalated)
