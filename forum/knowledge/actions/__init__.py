"""What people do with articles: write, review and publish, curate, make one of a solved question."""

from forum.knowledge.actions.curating import archive, move, pin, unarchive, unpin
from forum.knowledge.actions.from_question import draft_from_question
from forum.knowledge.actions.phrasing import add_phrasing
from forum.knowledge.actions.publishing import approve, publish, reject
from forum.knowledge.actions.writing import discard, edit, submit, write

__all__ = [
    "add_phrasing",
    "approve",
    "archive",
    "discard",
    "draft_from_question",
    "edit",
    "move",
    "pin",
    "publish",
    "reject",
    "submit",
    "unarchive",
    "unpin",
    "write",
]
