"""Decide a post of the queue, and what its author hears."""

from __future__ import annotations

from typing import NamedTuple

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean_line
from forum.moderation import actions as posts
from forum.moderation import notices, policy
from forum.moderation.discipline import actions as discipline
from forum.moderation.discipline import recording
from forum.reviews import actions as reviews
from forum.reviews.models import ReviewItem
from forum.threads.models import Answer, Question

#: What may become of it: the decision, and the deed on a question or an answer. Other kinds can only be hidden.
WAYS = {"keep": ("kept", ""), "hide": ("removed", "hiding"), "delete": ("removed", "deletion")}


class Sanction(NamedTuple):
    """What to do about the author besides: one of `discipline.policy.ON_PEOPLE`, or nothing."""

    kind: str = ""
    days: int = 0
    note: str = ""


def decide(
    item: ReviewItem,
    way: str,
    by: Viewer,
    because: str,
    sanction: Sanction = Sanction(),  # noqa: B008
) -> bool:
    """Keep the post, hide or delete it, with a reason that its author reads; warn or stop her too. False when decided before.

    Raises `NotAllowed` (another topic), `Invalid`.
    """
    ensure(policy.can_moderate(by, item.topic_id), policy.ANOTHER_TOPIC)
    because = clean_line(because)
    _check(way, because, sanction)
    decision, deed = WAYS[way]
    if not reviews.decide(item, decision, by, because):
        return False
    post = _post(item)
    if decision == "kept":
        recording.ended(("hiding",), str(item.target), by, because)
    elif post is not None and deed == "deletion":
        posts.moderate(post, deed, by, because)
    elif item.author_id is not None and recording.took(
        "hiding", item.author_id, str(item.target), by, because
    ):
        _tell(item, post, by, because)
    if sanction.kind and item.author_id is not None:
        person = db.session.get_one(Person, item.author_id)
        discipline.take(person, sanction.kind, by, because, sanction.days, sanction.note, str(item.target))
    return True


def _check(way: str, because: str, sanction: Sanction) -> None:
    errors = {}
    if way not in WAYS:
        errors["way"] = N_("Choose what becomes of it.")
    if not because and (way != "keep" or sanction.kind):
        errors["because"] = N_("Say why: whoever wrote it reads it.")
    elif len(because) > policy.BECAUSE_MAX_CHARS:
        errors["because"] = N_("This is too long: one or two sentences are enough.")
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)


def _post(item: ReviewItem) -> Question | Answer | None:
    if item.target_kind == "question":
        return db.session.get(Question, item.target_id)
    return db.session.get(Answer, item.target_id) if item.target_kind == "answer" else None


def _tell(item: ReviewItem, post: Question | Answer | None, by: Viewer, because: str) -> None:
    if post is None:
        notices.hidden(item, by, because)
        return
    question = post if isinstance(post, Question) else db.session.get_one(Question, post.question_id)
    notices.moderated("hiding", question, post, by, because)
