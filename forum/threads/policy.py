"""Who may do what with questions and answers. Pure functions: the same one guards the deed and shows the button."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from forum.accounts.policy import may_write
from forum.core.roles import GUEST, Viewer, at_least
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.topics import policy as topics_policy
from forum.topics import queries as topics

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
    """Public ones everybody; hidden ones their author and moderators; deleted ones moderators.

    Of a question of a closed group, its members and moderators, and agents when it was escalated to them. An answer is
    seen by who may see its question: ask for both.
    """
    if isinstance(post, Question) and not _reaches(viewer, post):
        return False
    if post.deleted_at is not None:
        return can_moderate(viewer)
    if post.hidden_at is not None:
        return can_moderate(viewer) or is_author(viewer, post)
    return True


def _reaches(viewer: Viewer, question: Question) -> bool:
    escalated = question.escalated_at is not None and at_least(viewer, "agent")
    return escalated or topics.may_read(question.topic_id, viewer)


def visible(model: type[Question] | type[Answer] | type[Comment], viewer: Viewer) -> sa.ColumnElement[bool]:
    """`can_see` as a condition for queries."""
    if can_moderate(viewer):
        return sa.true()
    shown: sa.ColumnElement[bool] = model.hidden_at.is_(None)
    if viewer.id is not None:
        shown = sa.or_(shown, model.author_id == viewer.id)
    if model is Question:
        reached: sa.ColumnElement[bool] = Question.topic_id.not_in(topics_policy.closed_to(viewer))
        if at_least(viewer, "agent"):
            reached = sa.or_(reached, Question.escalated_at.is_not(None))
        shown = sa.and_(shown, reached)
    return sa.and_(model.deleted_at.is_(None), shown)


def standing(model: type[Question] | type[Answer] | type[Comment]) -> sa.ColumnElement[bool]:
    """Neither hidden nor deleted, as a condition for queries and for the partial indexes. Not: for whom."""
    return sa.and_(model.hidden_at.is_(None), model.deleted_at.is_(None))


def public(model: type[Question] | type[Answer] | type[Comment]) -> sa.ColumnElement[bool]:
    """What everybody sees, as a condition for queries: it stands, and (a question) not in a closed group's space.

    An answer is public where its question is: ask for both.
    """
    if model is not Question:
        return standing(model)
    return sa.and_(standing(Question), Question.topic_id.not_in(_CLOSED))


def met(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The questions that a viewer meets in lists, counts, feeds, mails: it stands, and its group is none, public or hers.

    The one condition of all of them (`threads.queries.visible`). Moderators meet no more than others; what they may
    read besides (`visible`) has lists of its own.
    """
    if viewer.id is None:
        return public(Question)
    return sa.and_(standing(Question), Question.topic_id.not_in(topics_policy.closed_to(viewer)))


_CLOSED = topics_policy.closed_to(GUEST)


def is_author(viewer: Viewer, post: Post) -> bool:
    """Did the viewer write it?"""
    return viewer.id is not None and viewer.id == post.author_id


def can_ask(viewer: Viewer) -> bool:
    """Everybody with an account, unless she is silenced."""
    return at_least(viewer, "customer") and may_write(viewer)


def can_answer(viewer: Viewer, question: Question) -> bool:
    """Everybody with an account, while the question is open."""
    return can_ask(viewer) and question.public and question.closed_at is None


def can_answer_as_staff(viewer: Viewer) -> bool:
    """May the answer carry the company's mark?"""
    return at_least(viewer, "agent")


def can_edit(viewer: Viewer, post: Post) -> bool:
    """Its author while it is public; moderators unless it is deleted."""
    if post.deleted_at is not None:
        return False
    return can_moderate(viewer) or (post.hidden_at is None and is_author(viewer, post) and may_write(viewer))


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
