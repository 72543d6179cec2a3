"""One deed for many articles: what may not be done to one of them is left out and counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import AskwellError, Invalid, NotFound
from forum.core.text import N_
from forum.knowledge import actions as knowledge
from forum.knowledge import queries as articles
from forum.knowledge.models import Article
from forum.threads import queries as threads

AT_ONCE_MAX = 100  # of one press: a page's worth and more


class Done(NamedTuple):
    """How many were changed, and how many could not be."""

    changed: int
    refused: int


def for_each(numbers: Sequence[int], by: Person, deed: Callable[[Article], object]) -> Done:
    """Do `deed` to each article, each in a savepoint of its own. Raises `Invalid` when none was chosen, or too many."""
    return _for_each(numbers, lambda number: deed(articles.article(number, by)))


def draft(questions: Sequence[int], by: Person) -> Done:
    """A draft of an article of each solved question."""
    return _for_each(
        questions, lambda number: knowledge.draft_from_question(threads.question(number, by), by)
    )


def _for_each(numbers: Sequence[int], deed: Callable[[int], object]) -> Done:
    if not numbers:
        raise Invalid(N_("Choose some first."))
    if len(numbers) > AT_ONCE_MAX:
        raise Invalid(N_("Choose fewer at once."))
    changed = 0
    for number in dict.fromkeys(numbers):
        try:
            with db.session.begin_nested():
                deed(number)
        except AskwellError:
            continue
        changed += 1
    return Done(changed, len(set(numbers)) - changed)


def still_correct(numbers: Sequence[int], by: Person) -> Done:
    """Say of all of them that they are right."""
    return for_each(numbers, by, lambda article: knowledge.still_correct(article, by))


def give_owner(numbers: Sequence[int], owner: int | None, by: Person) -> Done:
    """Let one person answer for all of them; None: their topics' teams."""
    return for_each(numbers, by, lambda article: knowledge.give_owner(article, owner, by))


def publish(numbers: Sequence[int], by: Person) -> Done:
    """Put the revision of each that waits for a review before the public."""

    def one(article: Article) -> None:
        newest = articles.newest(article.id, by)
        if newest.state != "in_review":
            raise NotFound
        knowledge.publish(newest, by)

    return for_each(numbers, by, one)
