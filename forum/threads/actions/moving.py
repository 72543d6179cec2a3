"""Put a question where it belongs, or give a post to whoever should own it."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.attachments.models import Attachment
from forum.core import audit, events
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.search import outbox, signals
from forum.threads import policy
from forum.threads.actions.answering import recount
from forum.threads.actions.following import follow
from forum.threads.comments.counting import recount as recount_comments
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.threads.queries import kind_of, locked_answer, locked_question


def move(question: Question, topic: policy.TopicLike, by: Viewer, because: str = "") -> bool:
    """Into another topic, with its answers. False when it stands there already. Raises `NotAllowed`.

    A moderator of some topics gives away what stands in hers; what comes in, others judge.
    """
    question = locked_question(question.id)
    ensure(policy.can_moderate(by, question.topic_id))
    if question.topic_id == topic.id:
        return False
    before, question.topic_id = question.topic_id, topic.id
    audit.record(by, "moved", question.document, because, topic=topic.id, before=before)
    outbox.changed(question.document)
    events.emit("question.moved", question_id=question.id, topic_id=topic.id, before=before)
    return True


def change_owner(post: Question | Answer, to: Person, by: Viewer, because: str = "") -> bool:
    """Whose post it is from now on (somebody asked twice with two accounts, or answered from a shared one).

    The new owner may edit it, is told of what comes, and is thanked for it. Raises `NotAllowed`, `Invalid`.
    """
    question, post = (
        locked_answer(post.id) if isinstance(post, Answer) else (q := locked_question(post.id), q)
    )
    ensure(policy.can_moderate(by, question.topic_id))
    if not to.is_active:
        message = N_("There is no such person here, or the account is closed.")
        raise Invalid(message, {"person": message})
    if post.author_id == to.id:
        return False
    before = post.author_id
    # The key says that one person sent one form once; the next owner may have sent one with the same.
    post.form_key = None
    post.author_id = to.id
    if isinstance(post, Answer) and post.staff and not to.is_staff:
        post.staff = False
    follow(question, to)
    name = f"{kind_of(post)}:{post.id}"
    audit.record(by, "gave an owner to", name, because, before=before, now=to.id)
    outbox.changed(question.document)
    signals.changed(question.document)
    events.emit("post.owner", target=name, question_id=question.id, before=before, now=to.id, by_id=by.id)
    return True


def ensure_standing(question: Question) -> None:
    """Raises `Conflict` for a question that nobody sees, or that stands in another: it can't be rearranged."""
    if not question.public or question.merged_into_id is not None:
        raise Conflict(N_("This question is hidden or deleted: show it again first."))


def locked_pair(one_id: int, other_id: int) -> tuple[Question, Question]:
    """Two questions, kept still in the order of their ids: two people who join them both ways don't wait for each other."""
    found = {number: locked_question(number) for number in sorted({one_id, other_id})}
    return found[one_id], found[other_id]


def put(answer_ids: list[int], into: Question) -> None:
    """Answers, with the comments under them, into another question. Both questions are locked."""
    if not answer_ids:
        return
    for model, column in ((Answer, Answer.id), (Comment, Comment.answer_id)):
        db.session.execute(
            sa.update(model)
            .where(column.in_(answer_ids))
            .values(question_id=into.id, version=model.version + 1)
            .execution_options(synchronize_session="fetch")
        )


def count_again(*changed: Question) -> None:
    """Answers, comments and files of questions whose posts went elsewhere; search learns of it, and features above."""
    for question in changed:
        recount(question)
        recount_comments(question)
        places = [question.document]
        answers = sa.select(Answer.id).where(Answer.question_id == question.id).order_by(Answer.id)
        places += [f"answer:{number}" for number in db.session.scalars(answers)]
        files = sa.select(sa.func.count(Attachment.id)).where(Attachment.place.in_(places))
        question.file_count = int(db.session.scalar(files) or 0)
        db.session.flush()
        outbox.changed(question.document)
        signals.changed(question.document)
        events.emit("question.rearranged", question_id=question.id)
