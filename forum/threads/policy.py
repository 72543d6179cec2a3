"""Who may do what with questions and answers. Pure functions: the same one guards the deed and shows the button."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

import sqlalchemy as sa

from forum.accounts.policy import may_write
from forum.core import trust
from forum.core.roles import GUEST, Viewer, at_least
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.topics import policy as topics_policy
from forum.topics import queries as topics

BECAUSE_MAX_CHARS = 300
EXCERPT_CHARS = 180  # about two lines of a list
ANSWERS_PER_PAGE = 20


class Post(Protocol):
    """A question, an answer, or a row of one."""

    @property
    def author_id(self) -> int: ...

    @property
    def hidden_at(self) -> datetime | None: ...

    @property
    def deleted_at(self) -> datetime | None: ...


class TopicLike(Protocol):
    """A topic, or a row of one."""

    @property
    def id(self) -> int: ...

    @property
    def promise_hours(self) -> int: ...

    @property
    def group_id(self) -> int | None: ...


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


def can_ask_in(viewer: Viewer, topic: TopicLike) -> bool:
    """In a topic of the site whoever can ask; in a group's space its members, until the group ends."""
    return topic.group_id is None or any(each.id == topic.id for each in topics.open_to(viewer))


def can_place(viewer: Viewer, question: Question, topic: TopicLike) -> bool:
    """Whoever may edit it puts it under another topic of the site, or into another space of the same group.

    Across the border of a group only moderators: what members wrote there, and who reads it, is not the asker's alone.
    """
    now = topics.by_id().get(question.topic_id)
    return question.topic_id == topic.id or can_moderate(viewer) or (now and now.group_id) == topic.group_id


def can_answer(viewer: Viewer, question: Question) -> bool:
    """Everybody with an account who may see it, while the question is open."""
    return can_ask(viewer) and question.public and question.closed_at is None and can_see(viewer, question)


def can_answer_as_staff(viewer: Viewer) -> bool:
    """May the answer carry the company's mark?"""
    return at_least(viewer, "agent")


def can_edit(viewer: Viewer, post: Post, within: Question | None = None) -> bool:
    """Its author while it is public, and whoever keeps it (`can_keep`); moderators of its topic unless it is deleted.

    `within`: the question of an answer."""
    if post.deleted_at is not None:
        return False
    if can_moderate(viewer, _topic_of(post, within)):
        return True
    hers = is_author(viewer, post) or can_keep(viewer, post)
    return post.hidden_at is None and hers and may_write(viewer)


def can_keep(viewer: Viewer, post: Post) -> bool:
    """May she change an answer of somebody else that is open to members?"""
    return getattr(post, "wiki_at", None) is not None and can_ask(viewer) and trust.may(viewer, "wiki")


def can_open_wiki(viewer: Viewer, answer: Answer, within: Question) -> bool:
    """Its author, when trusted with it, and people of the company, while everybody sees it."""
    if not (answer.public and within.public and can_see(viewer, within) and can_ask(viewer)):
        return False
    return at_least(viewer, "agent") or (is_author(viewer, answer) and trust.may(viewer, "make_wiki"))


def can_close_wiki(viewer: Viewer, answer: Answer, within: Question) -> bool:
    """Its author, and moderators of its topic."""
    return (is_author(viewer, answer) and can_ask(viewer)) or can_moderate(viewer, within.topic_id)


def can_accept_solution(viewer: Viewer, question: Question) -> bool:
    """Whoever asked; moderators in their place; agents too, as long as the asker accepted nothing (it is labelled)."""
    if not question.public or not can_see(viewer, question):
        return False
    if is_author(viewer, question) or can_moderate(viewer, question.topic_id):
        return True
    return at_least(viewer, "agent") and (not question.solved or question.confirmed)


def can_follow(viewer: Viewer, question: Question) -> bool:
    """Everybody with an account who may see it."""
    return at_least(viewer, "customer") and question.public and can_see(viewer, question)


def can_be_affected(viewer: Viewer, question: Question) -> bool:
    """Who has an account and did not ask it, while there is no solution to read."""
    hers = is_author(viewer, question)
    return (
        at_least(viewer, "customer") and takes_affected(question) and not hers and can_see(viewer, question)
    )


def takes_affected(question: Question) -> bool:
    """Is it open and unsolved? Then people may say that they have this too (guests sign in first)."""
    return question.public and question.closed_at is None and question.solution_id is None


def can_moderate(viewer: Viewer, topic_id: int | None = None) -> bool:
    """May close, hide, show, delete, restore and rearrange what stands in this topic.

    Without a topic: may see what moderators see. Those of some topics see all of it, and act in theirs.
    """
    return at_least(viewer, "moderator") and (topic_id is None or topics.moderates(viewer, topic_id))


def _topic_of(post: Post, within: Question | None) -> int | None:
    found: int | None = getattr(within or post, "topic_id", None)
    return found


def can_delete(viewer: Viewer, post: Question | Answer, within: Question | None = None) -> bool:
    """Moderators of its topic; authors as long as nobody built on it: no answers, not the solution."""
    if post.deleted_at is not None:
        return False
    if can_moderate(viewer, _topic_of(post, within)):
        return True
    if not is_author(viewer, post) or post.hidden_at is not None:
        return False
    return post.answer_count == 0 if isinstance(post, Question) else post.accepted_at is None


def can_see_withheld(viewer: Viewer) -> bool:
    """Older text that a moderator took out of the history."""
    return can_moderate(viewer)
