"""What people do with articles: write, review and publish, curate, make one of a solved question."""

from forum.knowledge.actions.checking import give_owner, remind_owners, still_correct
from forum.knowledge.actions.curating import archive, end_pins, move, pin, unarchive, unpin
from forum.knowledge.actions.from_question import draft_from_question
from forum.knowledge.actions.merging import merge
from forum.knowledge.actions.phrasing import add_phrasing
from forum.knowledge.actions.publishing import approve, publish, reject
from forum.knowledge.actions.scheduling import publish_due, schedule, unschedule
from forum.knowledge.actions.sections import (
    add_section,
    displace,
    move_place,
    move_section,
    place,
    remove_section,
    rename_section,
)
from forum.knowledge.actions.writing import discard, edit, submit, write

__all__ = [
    "add_phrasing",
    "add_section",
    "approve",
    "archive",
    "discard",
    "displace",
    "draft_from_question",
    "edit",
    "end_pins",
    "give_owner",
    "merge",
    "move",
    "move_place",
    "move_section",
    "pin",
    "place",
    "publish",
    "publish_due",
    "reject",
    "remind_owners",
    "remove_section",
    "rename_section",
    "schedule",
    "still_correct",
    "submit",
    "unarchive",
    "unpin",
    "unschedule",
    "write",
]
