"""What admins choose for the promise."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("promise", lazy_gettext("Promise"))
NEW_A_DAY = choices.number(
    "promise.new_a_day", 5, 1, 1000, lazy_gettext("How often a day a new account may ask a person")
)
KNOWN_A_DAY = choices.number(
    "promise.known_a_day", 10, 1, 1000, lazy_gettext("How often a day an older account may ask a person")
)
TRUSTED_A_DAY = choices.number(
    "promise.trusted_a_day",
    20,
    1,
    1000,
    lazy_gettext("How often a day somebody with an accepted answer may ask a person"),
)
