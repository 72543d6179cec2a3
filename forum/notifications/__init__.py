"""Telling people what concerns them: in their inbox, and by mail when it matters at once."""

from __future__ import annotations

from flask import Flask

from forum.core import mail
from forum.core import personal_data as register
from forum.notifications import mailing
from forum.notifications import personal_data as kept
from forum.notifications.views import bp, unread_for_every_page


def set_up(app: Flask) -> None:
    """The inbox, its number on every page, and the register entry."""
    app.register_blueprint(bp)
    app.context_processor(unread_for_every_page)
    register.register(kept.NOTICES, kept.MAIL)
    mail.answerable(mailing.answerable)
