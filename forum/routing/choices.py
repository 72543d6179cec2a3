"""What admins choose about invitations."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.core import choices

choices.group("routing", _("Invitations to answer"))

INVITING = choices.switch(
    "routing.inviting",
    True,
    _("Invite people who solved similar questions"),
    _("A question without an answer asks a few people who know. Everybody can end it for themselves."),
)
HOURS = choices.number("routing.hours", 4, 1, 168, _("Hours without an answer, until people are invited"))
PER_WEEK = choices.number("routing.per_week", 3, 1, 20, _("Invitations to one person in a week, at most"))
