"""What admins choose for notices."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices

choices.group("notices", lazy_gettext("Notices and mails"))

#: Most who take something back do so within seconds: a mail that went can't be taken back.
GRACE_MINUTES = choices.number(
    "notices.grace_minutes",
    2,
    0,
    60,
    lazy_gettext("Minutes that a mail waits"),
    lazy_gettext("Mails about what may be undone (an answer, a vote) wait so long, and don’t go if it was."),
)
