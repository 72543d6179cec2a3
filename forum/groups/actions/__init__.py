"""Writes of groups, one verb each."""

from forum.groups.actions.coming import ask_in, join, leave, let_in, make_owner, not_owner, refuse, remove
from forum.groups.actions.inviting import accept, invite_by_link, invite_by_mail, take_back
from forum.groups.actions.running import begin_again, change, end, make

__all__ = [
    "accept",
    "ask_in",
    "begin_again",
    "change",
    "end",
    "invite_by_link",
    "invite_by_mail",
    "join",
    "leave",
    "let_in",
    "make",
    "make_owner",
    "not_owner",
    "refuse",
    "remove",
    "take_back",
]
