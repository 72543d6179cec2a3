"""What somebody is told after her first post: what happens next."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core.db import db
from forum.notifications.actions import tell
from forum.threads.models import Answer, Question

QUESTION, ANSWER = "welcome_question", "welcome_answer"


def welcome(post: Question | Answer, author: Person) -> None:
    """In her inbox alone: a mail about her own deed says nothing new."""
    if isinstance(post, Question):
        tell(author.id, QUESTION, post.path, thing=f"question:{post.id}", title=post.title)
    else:
        title = db.session.get_one(Question, post.question_id).title
        tell(author.id, ANSWER, post.path, thing=f"answer:{post.id}", title=title)
