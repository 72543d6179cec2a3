"""What follows from publishing a text, by how much it changes what the text says (its significance, chosen by its author).

typo    nobody is told; verdicts and flags carry over.
medium  verdicts carry over; the other languages "need an update", and whoever answers for them is told.
major   the other languages are outdated, and their readers are told too; verdicts, visits and learned searches of the
        old text tell nothing of the new one: they are back at the prior.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.targets import Target
from forum.knowledge import notices, queries
from forum.knowledge.models import Article, Revision
from forum.search import signals, unlearning
from forum.votes.carrying import carry_over


def follow(article: Article, before: Revision | None, now: Revision, by: Person) -> None:
    """Do all that, in the transaction that publishes `now` in place of `before`."""
    if now.catches_up:
        _leave(article)
    if before is None:
        return  # the first public text: nobody read another one
    if now.significance == "major":
        signals.forget_hits(article.document)
        unlearning.reset(article.document, by=by)
    else:
        carry_over(Target("article", article.id), before.id, now.id)
    if now.significance != "typo" and not now.catches_up:
        _leave_behind(article, before, now.significance == "major", by)


def _leave(article: Article) -> None:
    """It says again what the other languages say."""
    article.behind_since = article.behind_article_id = article.behind_number = None
    article.outdated = False


def _leave_behind(article: Article, before: Revision, major: bool, by: Person) -> None:
    """The other languages of the family say what revision `before` said, until somebody brings them up to date."""
    others: Sequence[Article] = db.session.scalars(
        sa.select(Article).where(
            Article.family_id == article.family_id, Article.id != article.id, Article.archived_at.is_(None)
        )
    ).all()
    for other in others:
        known = other.behind_since is not None
        # Core updates: search finds it as before, so its version must not grow.
        values: dict[str, object] = {"outdated": other.outdated or major}
        if not known:
            values |= {
                "behind_since": clock.now(),
                "behind_article_id": article.id,
                "behind_number": before.number,
            }
        db.session.execute(
            sa.update(Article)
            .where(Article.id == other.id)
            .values(**values)
            .execution_options(synchronize_session="evaluate")
        )
        if not known or (major and not other.outdated):
            notices.left_behind(queries.who_answers(other), other, article, by, major)
