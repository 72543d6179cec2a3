"""Comment, mend it, take it away; hide it and bring it back."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events, link_limit, markdown, text
from forum.core.db import add_once, db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.core.text import N_
from forum.threads import policy as posts
from forum.threads.actions.dressing import dress
from forum.threads.actions.editing import keep_before
from forum.threads.comments import forms, notices, policy
from forum.threads.comments.counting import recount
from forum.threads.comments.models import Comment
from forum.threads.comments.queries import locked_comment
from forum.threads.models import Answer, Question
from forum.threads.queries import Version, locked_question


def comment(
    question: Question,
    answer: Answer | None,
    by: Person,
    body: str,
    form_key: str | None = None,
    form: Sequence[str] = (),
) -> Comment:
    """Comment on the question, or on one of its answers; the same form key of the same person gives the first again.

    `form`: what was strange about how the form was filled in (`core.forms.suspicion`). Raises `Invalid`, `NotAllowed`.
    """
    before = _posted(by.id, form_key)
    if before is not None:
        return before
    body = text.clean(body).strip()
    errors = forms.check(body) | link_limit.check(by, body)
    if errors:
        raise Invalid(N_("Some of it could not be used."), errors)
    question = locked_question(question.id)
    ensure(policy.can_comment(by, question, answer), N_("No comments can be written here any more."))
    made = Comment(
        question_id=question.id,
        answer_id=answer.id if answer is not None else None,
        author_id=by.id,
        created_at=clock.now(),
        form_key=form_key,
        body=body,
        body_html=markdown.render_comment(body),
        html_version=markdown.VERSION,
    )
    made, new = add_once(made, lambda: _posted(by.id, form_key))
    if not new:
        return made
    recount(question)
    events.emit("comment.written", comment_id=made.id, question_id=question.id)
    _written(made, question, form)
    dress(made, question, by)
    if made.public:  # whoever watches what is written may have put it aside
        notices.commented(question, made, by)
    return made


def edit(comment: Comment, by: Viewer, version: int, body: str, because: str = "") -> Comment:
    """Change a comment; what it said before stays in its history. Raises `NotAllowed`, `Invalid`, `EditConflict`."""
    question, comment = locked_comment(comment.id)
    ensure(
        policy.can_edit(by, comment, question, clock.now()), N_("A comment can be changed for 15 minutes.")
    )
    mine = Version("", text.clean(body).strip())
    errors = forms.check(mine.body) | link_limit.check(by, mine.body, comment.body)
    if errors:
        raise Invalid(N_("Some of it could not be used."), errors)
    if keep_before(comment, by, version, mine, because):
        comment.body, comment.body_html = mine.body, markdown.render_comment(mine.body)
        comment.html_version = markdown.VERSION
        _written(comment, question, new=False)
        dress(comment, question, by)
    return comment


def _written(comment: Comment, question: Question, form: Sequence[str] = (), new: bool = True) -> None:
    """Tell who judges posts; it may be hidden when this returns."""
    events.emit(
        "post.written",
        target=f"comment:{comment.id}",
        author_id=comment.author_id,
        title="",
        text=comment.body,
        lang=question.lang,
        new=new,
        form=tuple(form),
    )


def delete(comment: Comment, by: Viewer, because: str = "") -> None:
    """Only moderators see it from now on. Twice is once. Raises `NotAllowed`."""
    question, comment = locked_comment(comment.id)
    if comment.deleted_at is not None:
        return
    ensure(policy.can_delete(by, comment, question))
    comment.deleted_at, comment.deleted_by_id = clock.now(), by.id
    audit.record(by, "deleted", f"comment:{comment.id}", because)
    _seen_differently(question, comment, by)


def restore(comment: Comment, by: Viewer, because: str = "") -> None:
    """Undo `delete`."""
    question, comment = locked_comment(comment.id)
    ensure(posts.can_moderate(by, question.topic_id))
    if comment.deleted_at is not None:
        comment.deleted_at = comment.deleted_by_id = None
        audit.record(by, "restored", f"comment:{comment.id}", because)
        _seen_differently(question, comment, by)


def hide(comment: Comment, by: Viewer | None, because: str = "") -> bool:
    """Only its author and moderators see it from now on; False when that was so. `by` None: the program holds it until
    somebody has reviewed it."""
    question, comment = locked_comment(comment.id)
    ensure(by is None or posts.can_moderate(by, question.topic_id))
    held = comment.hidden_at is not None and comment.hidden_by_id is None
    if comment.hidden_at is not None and not (held and by is not None):
        return False
    comment.hidden_at, comment.hidden_by_id = comment.hidden_at or clock.now(), by.id if by else None
    audit.record(by, "hid", f"comment:{comment.id}", because)
    _seen_differently(question, comment, by)
    return True


def show(comment: Comment, by: Viewer | None, because: str = "") -> bool:
    """Everybody sees it again (unless it is deleted); False when that was so."""
    question, comment = locked_comment(comment.id)
    ensure(by is None or posts.can_moderate(by, question.topic_id))
    if comment.hidden_at is None:
        return False
    comment.hidden_at = comment.hidden_by_id = None
    audit.record(by, "showed", f"comment:{comment.id}", because)
    _seen_differently(question, comment, by)
    return True


def _seen_differently(question: Question, comment: Comment, by: Viewer | None) -> None:
    recount(question)
    name = "post.returned" if comment.public else "post.withdrawn"
    target = Target("comment", comment.id)
    events.emit(name, target=target, question_id=question.id, by_id=by.id if by else None)


def _posted(author_id: int, form_key: str | None) -> Comment | None:
    if not form_key:
        return None
    return db.session.scalars(
        sa.select(Comment).where(Comment.author_id == author_id, Comment.form_key == form_key)
    ).one_or_none()
