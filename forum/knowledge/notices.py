"""Writers are told what became of their revisions."""

from __future__ import annotations

from collections.abc import Iterable

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
    if revision.author_id != by.id and revision.significance != "typo":
        notifications.tell(
            revision.author_id, "revision_published", article.path, title=revision.title, who=by.name
        )


def not_published(article: Article, revision: Revision) -> None:
    """Tell the author that the clock could not publish it: whoever wanted it may not any more."""
    notifications.tell(
        revision.author_id,
        "revision_not_published",
        f"/articles/{article.id}/revisions/{revision.number}",
        title=revision.title,
    )


def left_behind(to: Iterable[int], translation: Article, changed: Article, by: Person, major: bool) -> None:
    """Tell whoever answers for a translation (`to`: their ids) that another language says more."""
    for number in to:
        if number != by.id:
            notifications.tell(
                number,
                "translation_outdated" if major else "translation_behind",
                translation.path,
                title=translation.title,
                lang=changed.lang,
                who=by.name,
            )


def now_owner(article: Article, by: Person) -> None:
    """Tell somebody that an article is theirs."""
    if article.owner_id is not None and article.owner_id != by.id:
        notifications.tell(article.owner_id, "article_owned", article.path, title=article.title, who=by.name)


def due(person_id: int, articles: list[tuple[str, str]]) -> None:
    """Tell an owner what is past its review date: (title, path) of each, in one notice."""
    title, path = articles[0]
    if len(articles) == 1:
        notifications.tell(person_id, "review_due", path, title=title)
    else:
        notifications.tell(
            person_id, "reviews_due", "/moderation/articles/due?owner=me", title=title, more=len(articles) - 1
        )
