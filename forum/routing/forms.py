"""The words of what can be chosen."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.routing import policy


def reasons() -> list[tuple[str, str]]:
    """Why somebody declines: (value, words)."""
    words = {"field": _("This is not my field"), "time": _("I have no time now")}
    return [(reason, words[reason]) for reason in policy.REASONS]


def weekly() -> list[tuple[str, str]]:
    """How many invitations somebody takes: (value, words)."""
    return [
        (str(count), ngettext("One a week", "%(num)s a week", count) if count else _("None"))
        for count in policy.OFFERED_PER_WEEK
    ]
