"""Who may do what with comments, and how long they may be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from forum.core import trust
from forum.core.roles import Viewer
from forum.threads import policy as posts
from forum.threads.models import Answer, Question

CHARS_MAX = 600  # a remark; what is longer is an answer
EDITABLE_MINUTES = 15  # a slip of the pen; afterwards others may have answered to it
SHOWN_MAX = 5  # under each post: the newest; the others one press away
PER_PAGE = 50  # where all of one post are read
PARTICIPANTS_TOLD_MAX = 50  # of one comment: more people than that hold no conversation


class Written(posts.Post, Protocol):
    """A comment, or a row of one."""

    @property
    def created_at(self) -> datetime: ...


def can_comment(viewer: Viewer, question: Question, answer: Answer | None = None) -> bool:
    """Whoever may answer it, about the question and about answers that everybody sees."""
    if not (posts.can_answer(viewer, question) and trust.may(viewer, "comment")):
        return False
    return answer is None or answer.public


def can_edit(viewer: Viewer, comment: Written, within: Question, now: datetime) -> bool:
    """Its author for some minutes; moderators of its topic unless it is deleted."""
    if comment.deleted_at is not None:
        return False
    if posts.can_moderate(viewer, within.topic_id):
        return True
    fresh = now - comment.created_at < timedelta(minutes=EDITABLE_MINUTES)
    return fresh and comment.hidden_at is None and posts.is_author(viewer, comment) and posts.can_ask(viewer)


def can_delete(viewer: Viewer, comment: Written, within: Question) -> bool:
    """Its author, and moderators of its topic."""
    if comment.deleted_at is not None:
        return False
    if posts.can_moderate(viewer, within.topic_id):
        return True
    return comment.hidden_at is None and posts.is_author(viewer, comment)
