"""Who may do what with questions and answers. Pure functions: the same one guards the deed and shows the button."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from forum.core.roles import Viewer, at_least
from forum.threads.models import Answer, Question

BECAUSE_MAX_CHARS = 300
EXCERPT_CHARS = 180  # about two lines of a list
ANSWERS_PER_PAGE = 20
FOLLOWERS_TOLD_MAX = 200  # of one answer, so that a famous question does not hold up whoever answers


class Post(Protocol):
    """A question, an answer, or a row of one."""

    @property
    def author_id(self) -> int: ...

    @property
    def hidden_at(self) -> datetime | None: ...

    @property
    def deleted_at(self) -> datetime | None: ...


def can_see(viewer: Viewer, post: Post) -> bool:
    """Public ones everybody; hidden ones their author and moderators; deleted ones moderators."""
    if post.deleted_at is not None:
        return can_moderate(viewer)
    if post.hidden_at is not None:
        return can_moderate(viewer) or is_author(viewer, post)
    return True


def visible(model: type[Question] | type[Answer], viewer: Viewer) -> sa.ColumnElement[bool]:
    """`can_see` as a condition for queries."""
    if can_moderate(viewer):
        return sa.true()
    shown: sa.ColumnElement[bool] = model.hidden_at.is_(None)
    if viewer.id is not None:
        shown = sa.or_(shown, model.author_id == viewer.id)
    return sa.and_(model.deleted_at.is_(None), shown)


def public(model: type[Question] | type[Answer]) -> sa.ColumnElement[bool]:
    """What everybody sees, as a condition for queries and for the partial indexes."""
    return sa.and_(model.hidden_at.is_(None), model.deleted_at.is_(None))


def is_author(viewer: Viewer, post: Post) -> bool:
    """Did the viewer write it?"""
    return viewer.id is not None and viewer.id == post.author_id


def can_ask(viewer: Viewer) -> bool:
    """Everybody with an account."""
    return at_least(viewer, "customer")


def can_answer(viewer: Viewer, question: Question) -> bool:
    """Everybody with an account, while the question is open."""
    return at_least(viewer, "customer") and question.public and question.closed_at is None


def can_answer_as_staff(viewer: Viewer) -> bool:
    """May the answer carry the company's mark?"""
    return at_least(viewer, "agent")


def can_edit(viewer: Viewer, post: Post) -> bool:
    """Its author while it is public; moderators unless it is deleted."""
    if post.deleted_at is not None:
        return False
    return can_moderate(viewer) or (post.hidden_at is None and is_author(viewer, post))


def can_accept_solution(viewer: Viewer, question: Question) -> bool:
    """Whoever asked; moderators in their place; agents too, as long as the asker accepted nothing (it is labelled)."""
    if not question.public:
        return False
    if is_author(viewer, question) or can_moderate(viewer):
        return True
    return at_least(viewer, "agent") and (not question.solved or question.confirmed)


def can_follow(viewer: Viewer, question: Question) -> bool:
    """Everybody with an account."""
    return at_least(viewer, "customer") and question.public


def can_be_affected(viewer: Viewer, question: Question) -> bool:
    """Who has an account and did not ask it, while there is no solution to read."""
    return at_least(viewer, "customer") and takes_affected(question) and not is_author(viewer, question)


def takes_affected(question: Question) -> bool:
    """Is it open and unsolved? Then people may say that they have this too (guests sign in first)."""
    return question.public and question.closed_at is None and question.solution_id is None


def can_moderate(viewer: Viewer) -> bool:
    """May close, hide, show, delete and restore."""
    return at_least(viewer, "moderator")


def can_delete(viewer: Viewer, post: Question | Answer) -> bool:
    """Moderators; authors as long as nobody built on it: no answers, not the solution."""
    if post.deleted_at is not None:
        return False
    if can_moderate(viewer):
        return True
    if not is_author(viewer, post) or post.hidden_at is not None:
        return False
    return post.answer_count == 0 if isinstance(post, Question) else post.accepted_at is None


def can_see_withheld(viewer: Viewer) -> bool:
    """Older text that a moderator took out of the history."""
    return can_moderate(viewer)
