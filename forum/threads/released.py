"""What was held for a look when it was written, and is let go: now people are told of it as of any other."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import events
from forum.core.db import db
from forum.core.targets import Target
from forum.threads import notices
from forum.threads.comments import notices as of_comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question


@events.on("post.released")
def tell(target: Target, author_id: int) -> None:
    """Tell who would have been told."""
    by = db.session.get_one(Person, author_id)
    if target.kind == "question":
        notices.asked(str(target), new=True, author_id=author_id)
    elif target.kind == "answer":
        answer = db.session.get_one(Answer, target.number)
        notices.answered(db.session.get_one(Question, answer.question_id), answer, by)
    elif target.kind == "comment":
        comment = db.session.get_one(Comment, target.number)
        of_comments.commented(db.session.get_one(Question, comment.question_id), comment, by)
