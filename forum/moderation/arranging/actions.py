"""The deeds of `threads.actions` on whole questions, with whoever is concerned told."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts import queries as accounts
from forum.core.errors import Invalid
from forum.core.roles import Viewer
from forum.core.text import N_, clean_line
from forum.moderation import policy
from forum.notifications.actions import tell
from forum.threads import actions as threads
from forum.threads import queries
from forum.threads.models import Answer, Question
from forum.threads.policy import TopicLike


def move(question: Question, topic: TopicLike, by: Viewer, because: str) -> bool:
    """Into another topic. False when it stands there. Raises `NotAllowed`, `Invalid`."""
    because = reason(because)
    if not threads.move(question, topic, by, because):
        return False
    _tell(question.author_id, by, "question_moved", question, because)
    return True


def merge(question: Question, into_id: int, by: Viewer, because: str) -> Question:
    """Into the question that asks the same; returns that. Raises `NotFound`, `NotAllowed`, `Conflict`, `Invalid`."""
    into = queries.question(into_id, by)
    because = clean_line(because)[: policy.BECAUSE_MAX_CHARS]
    threads.merge(question, into, by, because)
    _tell(question.author_id, by, "question_merged", question, because, url=into.path)
    return into


def split(
    question: Question, answers: Sequence[int], title: str, topic: TopicLike, by: Viewer, because: str
) -> Question:
    """Answers into a question of their own. Raises `NotAllowed`, `Conflict`, `Invalid`."""
    because = reason(because)
    made = threads.split(question, answers, title, topic, by, because)
    _tell(made.author_id, by, "post_split", question, because, url=made.path)
    return made


def change_owner(post: Question | Answer, email: str, by: Viewer, because: str) -> bool:
    """To whoever has this address. Both are told. Raises `NotAllowed`, `Invalid`."""
    because = reason(because)
    to = accounts.by_email(email)
    if to is None:
        message = N_("There is no such person here, or the account is closed.")
        raise Invalid(message, {"person": message})
    question = post if isinstance(post, Question) else queries.question(post.question_id, by)
    before = post.author_id
    if not threads.change_owner(post, to, by, because):
        return False
    _tell(to.id, by, "post_given", question, because, url=post.path)
    _tell(before, by, "post_taken", question, because, url=post.path)
    return True


def reason(because: str) -> str:
    """What the people concerned read. Raises `Invalid` without one."""
    because = clean_line(because)
    if not because or len(because) > policy.BECAUSE_MAX_CHARS:
        message = N_("Say why: whoever wrote it reads it.")
        raise Invalid(message, {"because": message})
    return because


def _tell(person_id: int, by: Viewer, kind: str, question: Question, because: str, url: str = "") -> None:
    if person_id != by.id:
        tell(
            person_id, kind, url or question.path, about=question.document, must_know=True,
            title=question.title, because=because,
        )  # fmt: skip
