"""Topics: the product areas under which everything stands."""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as kept
from forum.flags import policy as flag_policy
from forum.notifications import follows
from forum.search import documents
from forum.topics import followed, queries
from forum.topics.fields import views as _pages_of_fields  # noqa: F401 - they hang at the same blueprint
from forum.topics.personal_data import MEMBERS
from forum.topics.spaces import hearing as _hearing_of_groups  # noqa: F401
from forum.topics.spaces import views as _pages_of_spaces  # noqa: F401
from forum.topics.views import bp


def set_up(app: Flask) -> None:
    """Views, personal data; tell search how topics are called."""
    app.register_blueprint(bp)
    documents.name_topics(queries.names)
    documents.place_topics(queries.slugs_below)
    flag_policy.limit_to_topics(queries.moderates)
    follows.register("topic", followed.look_up)
    kept.register(MEMBERS)
