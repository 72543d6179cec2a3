"""How an invitation reads in the inbox."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.notifications import kinds
from forum.routing import notices


def register() -> None:
    """Say the sentence, and that it is asked again before a mail goes."""
    kinds.register(
        notices.KIND,
        lambda v: _("You solved questions like “%(title)s”. Can you help?", title=v["title"]),
        row="invitations",
        still=notices.still_stands,
    )
