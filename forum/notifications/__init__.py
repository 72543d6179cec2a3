"""Telling people what concerns them: in their inbox, at once by mail, in digests; and what they follow."""

from __future__ import annotations

from flask import Flask

from forum.core import mail, sending
from forum.core import personal_data as register
from forum.notifications import asking_again, mailing, people, purposes
from forum.notifications import digests as digests  # it registers a job
from forum.notifications import jobs as jobs
from forum.notifications import personal_data as kept
from forum.notifications.views import bp
from forum.notifications.views.inbox import following, for_every_page


def set_up(app: Flask) -> None:
    """The inbox, its number on every page, what waiting mails are asked before they go, and the register entries."""
    app.register_blueprint(bp)
    app.context_processor(for_every_page)
    app.jinja_env.globals["following"] = following
    register.register(*kept.ENTRIES)
    mail.answerable(mailing.answerable)
    sending.asks(asking_again.holds, asking_again.write_again)
    people.register()
    purposes.register()
