"""Who may do what with comments, and how long they may be."""

from __future__ import annotations

from datetime import datetime, timedelta

from forum.core import trust
from forum.core.roles import Viewer
from forum.threads import policy as posts
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question

CHARS_MAX = 600  # a remark; what is longer is an answer
EDITABLE_MINUTES = 15  # a slip of the pen; afterwards others may have answered to it
SHOWN_MAX = 5  # under each post: the newest; the others one press away
PER_PAGE = 50  # where all of one post are read
PARTICIPANTS_TOLD_MAX = 50  # of one comment: more people than that hold no conversation


def can_comment(viewer: Viewer, question: Question, answer: Answer | None = None) -> bool:
    """Everybody with an account, while the thread is open and the post is there."""
    if not (posts.can_ask(viewer) and trust.may(viewer, "comment")):
        return False
    if not question.public or question.closed_at is not None:
        return False
    return answer is None or answer.public


def can_edit(viewer: Viewer, comment: Comment, now: datetime) -> bool:
    """Its author for some minutes; moderators unless it is deleted."""
    if comment.deleted_at is not None:
        return False
    if posts.can_moderate(viewer):
        return True
    fresh = now - comment.created_at < timedelta(minutes=EDITABLE_MINUTES)
    return fresh and comment.hidden_at is None and posts.is_author(viewer, comment)


def can_delete(viewer: Viewer, comment: Comment) -> bool:
    """Its author and moderators."""
    if comment.deleted_at is not None:
        return False
    return posts.can_moderate(viewer) or (comment.hidden_at is None and posts.is_author(viewer, comment))
