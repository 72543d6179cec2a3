"""What admins choose about measuring."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from forum.core import choices

choices.group("suggesting", _l("What suggestions are worth"))
SHARE = choices.number(
    "suggesting.share",
    0,
    0,
    50,
    _l("Askers who are shown no suggestions, in percent"),
    _l(
        "A random share, to see what happens without them. Ten percent tells enough; nought measures nothing."
    ),
)
DAYS = choices.number(
    "suggesting.days",
    7,
    1,
    30,
    _l("Days until it is decided what came of it"),
    _l("Then: was a question posted, did a person of ours have to answer, is it solved?"),
)
