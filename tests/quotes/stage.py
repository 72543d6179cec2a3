"""Ana answers Carla with a link to an article, and the article changes afterwards."""

from __future__ import annotations

from forum import Askwell
from forum.accounts.models import Person
from forum.core.db import db
from forum.knowledge import actions, queries
from tests import factories
from tests.factories import Cast, site
from tests.search.stage import work

TITLE = "How do refunds work?"


def quoted(
    app: Askwell, cast: Cast, body: str = "See [refunds](/articles/{0}-how-do-refunds-work)."
) -> tuple[int, int, int]:
    """(article, question, answer): Ana's answer to Carla links the article, as `body` says."""
    article = factories.article(app, cast, TITLE)
    question = factories.question(app, cast.carla, "When do I get my money back?")
    answer = factories.answer(app, question, cast.ana, body.format(article))
    return article, question, answer


def revise(app: Askwell, cast: Cast, article: int, body: str, significance: str) -> None:
    """Mo writes and publishes a new text."""
    with site(app):
        mo = db.session.get_one(Person, cast.mo.id)
        found = queries.article(article, mo)
        newest = queries.newest(article, mo)
        made = actions.edit(
            found, mo, newest.number, newest.title, newest.summary, body, newest.phrasings,
            significance=significance,
        )  # fmt: skip
        actions.publish(made, mo)


def told(app: Askwell) -> None:
    """Let the worker do what waits."""
    work(app)
