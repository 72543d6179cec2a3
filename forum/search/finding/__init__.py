"""Finding is seeing: the engine ranks, the database decides what this viewer may see and how it is shown.

The index may lag by a second, or longer when a worker was killed. So every result is read from the database again,
and where a change still waits to be indexed, no text of the index is shown. Search being away is an answer, never an
exception.

`searching` finds a page of results, `answering` decides whether the first of them answers, `suggesting` is for whoever
types or asks, `replying` for whoever answers a case, `similar` for whoever reads on, `items` is what they all give.
"""

from forum.search.finding.items import (
    LIMIT_MAX,
    PAGES_MAX,
    PER_PAGE,
    Answer,
    Found,
    FoundItem,
    Searched,
)
from forum.search.finding.replying import for_replying
from forum.search.finding.searching import search
from forum.search.finding.similar import similar
from forum.search.finding.suggesting import (
    SUGGESTIONS,
    WHILE_ASKING,
    OfferedWords,
    Suggested,
    SuggestedDocument,
    for_asking,
    suggest,
    while_typing,
)

__all__ = [
    "LIMIT_MAX",
    "PAGES_MAX",
    "PER_PAGE",
    "SUGGESTIONS",
    "WHILE_ASKING",
    "Answer",
    "Found",
    "FoundItem",
    "OfferedWords",
    "Searched",
    "Suggested",
    "SuggestedDocument",
    "for_asking",
    "for_replying",
    "search",
    "similar",
    "suggest",
    "while_typing",
]
