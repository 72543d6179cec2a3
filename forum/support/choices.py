"""What admins choose for the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("desk", lazy_gettext("Desk"))

ASSIGN = choices.one_of(
    "desk.assign",
    "by hand",
    (("by hand", lazy_gettext("By hand")), ("round robin", lazy_gettext("By turn"))),
    lazy_gettext("Who gets a new case"),
    lazy_gettext("By turn: whoever of the topic's team is at work and has the fewest cases."),
)
AGAIN = choices.one_of(
    "desk.again",
    "reopen",
    (("reopen", lazy_gettext("The case opens again")), ("follow", lazy_gettext("A new case follows it"))),
    lazy_gettext("When a customer writes after her case was closed"),
)
