"""Whoever wrote a post is told what was done to it, and why."""

from __future__ import annotations

from forum.core.roles import Viewer
from forum.notifications.actions import tell
from forum.reviews.models import ReviewItem
from forum.threads.models import Answer, Question

MAILED = ("hiding", "deletion")  # nobody should find out by missing it
WHERE_DECISIONS = "/my/decisions"
WHERE_DELETED = "/my/questions"  # the post itself is out of its author's sight


def moderated(deed: str, question: Question, post: Question | Answer, by: Viewer, because: str) -> None:
    """Tell the author of `post`, unless it was their own deed."""
    if post.author_id == by.id:
        return
    tell(
        post.author_id,
        f"moderated_{deed}",
        WHERE_DELETED if deed == "deletion" or question.deleted_at else post.path,
        mail_as="moderated" if deed in MAILED else None,
        must_know=True,
        title=question.title,
        because=because,
        deed=deed,
        post_kind=post.__tablename__,
    )


def hidden(item: ReviewItem, by: Viewer, because: str) -> None:
    """Tell whoever wrote a comment, or another kind of post, that it was hidden after a review."""
    if item.author_id is not None and item.author_id != by.id:
        tell(item.author_id, "post_hidden", WHERE_DECISIONS, must_know=True, because=because)
