"""Writers are told what became of their revisions."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.knowledge.models import Article, Revision
from forum.notifications import actions as notifications


def sent_back(revision: Revision, by: Person) -> None:
    """Tell the author what is missing."""
    if revision.author_id != by.id:
        notifications.tell(
            revision.author_id,
            "revision_sent_back",
            f"/articles/{revision.article_id}/revisions/{revision.number}",
            title=revision.title,
            who=by.name,
            because=revision.review_note,
        )


def published(article: Article, revision: Revision, by: Person) -> None:
    """Tell the author that the public reads it now."""
    if revision.author_id != by.id:
        notifications.tell(
            revision.author_id, "revision_published", article.path, title=revision.title, who=by.name
        )
