"""What admins choose for closing the loop."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("loop", lazy_gettext("After an answer"))
REMIND_DAYS = choices.number(
    "loop.remind_days",
    4,
    0,
    60,
    lazy_gettext("Days after which whoever asked is reminded once to say whether it solved it"),
    lazy_gettext("0: never."),
)
PROBABLE_DAYS = choices.number(
    "loop.probable_days",
    7,
    0,
    365,
    lazy_gettext("Days of silence after which a question that was answered is called probably solved"),
    lazy_gettext("Counted from when whoever asked read the answer. It is never shown as accepted. 0: never."),
)
PROBABLE_VOTES = choices.number(
    "loop.probable_votes",
    2,
    1,
    100,
    lazy_gettext("Votes that an answer needs for that, when it is not by the team"),
)
