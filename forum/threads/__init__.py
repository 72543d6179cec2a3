"""Questions and answers."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as register
from forum.search import recording
from forum.threads import digest as _digest  # noqa: F401 - it adds to digests
from forum.threads import followed, inbox, panel, personal_data, registering, spaces
from forum.threads import released as _released  # noqa: F401 - it hears
from forum.threads.comments import registering as comments
from forum.threads.comments import views as _pages_of_comments  # noqa: F401 - they hang at the same blueprint
from forum.threads.mentions import registering as mentions
from forum.threads.mentions import views as _names  # noqa: F401 - they hang there too
from forum.threads.similar import actions as _similar  # noqa: F401 - they register
from forum.threads.similar import panel as _similar_panel  # noqa: F401
from forum.threads.tags import jobs as _jobs_of_tags  # noqa: F401 - they register
from forum.threads.tags import ordering as _ordering  # noqa: F401
from forum.threads.tags import views as tags
from forum.threads.views import bp, files

__all__ = ["panel", "set_up", "spaces"]


def set_up(app: Flask) -> None:
    """Addresses, targets, search documents, notices, personal data."""
    app.register_blueprint(bp)
    registering.register()
    comments.register()
    mentions.register()
    tags.register()
    files.set_up()
    inbox.register()
    followed.register()
    register.register(*personal_data.ENTRIES)
    recording.opens("threads.show", lambda args: f"question:{args['question_id']}")
