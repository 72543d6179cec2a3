"""What the stories of articles have in common."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from forum import Askwell
from forum.core.db import db
from forum.knowledge import actions, queries
from forum.topics.models import Topic
from tests import factories
from tests.factories import Cast, site


def rules(app: Askwell, **values: Any) -> int:
    """The topic "orders" with these rules; its id."""
    number = factories.topic(app)
    with site(app):
        topic = db.session.get_one(Topic, number)
        for name, value in values.items():
            setattr(topic, name, value)
    return number


def changed(app: Askwell, cast: Cast, number: int, body: str = "Within **60 days**.", **said: Any) -> int:
    """Ana changes the article; the number of her revision, a draft."""
    with site(app):
        article = queries.article(number, cast.ana)
        newest = queries.newest(number, cast.ana)
        made = actions.edit(
            article, cast.ana, newest.number, newest.title, newest.summary, body, newest.phrasings, **said
        )
        return made.number


def published(app: Askwell, cast: Cast, number: int, body: str = "Within **60 days**.", **said: Any) -> int:
    """Ana changes the article and Mo publishes that; the number of the revision."""
    made = changed(app, cast, number, body, **said)
    with site(app):
        actions.publish(queries.revision(number, made, cast.mo), cast.mo)
    return made


def translation(app: Askwell, cast: Cast, of: int, lang: str = "fr", title: str = "Le remboursement") -> int:
    """The article in one more language, published; its id."""
    from forum.topics import queries as topics

    with site(app):
        original = queries.article(of, cast.ana)
        made = actions.write(
            cast.ana, topics.by_slug("orders"), lang, title, "", "Trente jours.", family_of=original
        )
        actions.publish(queries.newest(made.id, cast.mo), cast.mo)
        return made.id


def days(count: float) -> timedelta:
    return timedelta(days=count)
