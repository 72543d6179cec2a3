"""Close, hide, delete, and the way back from each. Each is written into the log, with its reason."""

from __future__ import annotations

from datetime import datetime

from forum.core import audit, clock, events
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.core.targets import Target
from forum.search import outbox, signals
from forum.threads import policy
from forum.threads.actions.answering import recount
from forum.threads.actions.solving import solve, unsolve
from forum.threads.models import Answer, Question
from forum.threads.queries import kind_of, locked_answer, locked_question


def close(question: Question, by: Viewer, because: str = "") -> None:
    """No new answers. Twice is once. Raises `NotAllowed`."""
    question = locked_question(question.id)
    ensure(policy.can_moderate(by, question.topic_id))
    if question.closed_at is None:
        question.closed_at, question.closed_by_id = clock.now(), by.id
        audit.record(by, "closed", question.document, because)


def reopen(question: Question, by: Viewer, because: str = "") -> None:
    """Answers again."""
    question = locked_question(question.id)
    ensure(policy.can_moderate(by, question.topic_id))
    if question.closed_at is not None:
        question.closed_at = question.closed_by_id = None
        audit.record(by, "reopened", question.document, because)


def hide(post: Question | Answer, by: Viewer | None, because: str = "") -> bool:
    """Only author and moderators see it from now on, everywhere. False when it was hidden already.

    `by` None: the program holds it until somebody reviewed it (`forum.reviews`). A held question is not withdrawn yet:
    its case goes on; when a moderator hides it, it is.
    """
    question, post = _locked(post)
    ensure(by is None or policy.can_moderate(by, question.topic_id))
    held = post.hidden_at is not None and post.hidden_by_id is None
    if post.hidden_at is not None and not (held and by is not None):
        return False
    was_public = post.public
    post.hidden_at, post.hidden_by_id = post.hidden_at or clock.now(), by.id if by else None
    audit.record(by, "hid", _name(post), because)
    if was_public or (held and post.deleted_at is None):
        withdrawn(question, post, by)
    return True


def show(post: Question | Answer, by: Viewer | None, because: str = "") -> bool:
    """Everybody sees it again (unless it is deleted). False when it was not hidden."""
    question, post = _locked(post)
    ensure(by is None or policy.can_moderate(by, question.topic_id))
    if post.hidden_at is None or _merged(post):
        return False
    post.hidden_at = post.hidden_by_id = None
    audit.record(by, "showed", _name(post), because)
    if post.public:
        _back(question, post, by)
    return True


def delete(post: Question | Answer, by: Viewer, because: str = "") -> None:
    """Only moderators see it from now on. Authors may, while nobody built on it. Raises `NotAllowed`."""
    question, post = _locked(post)
    if post.deleted_at is not None:
        return
    ensure(policy.can_delete(by, post, question))
    was_public = post.public
    post.deleted_at, post.deleted_by_id = clock.now(), by.id
    audit.record(by, "deleted", _name(post), because)
    if was_public:
        withdrawn(question, post, by)


def restore(post: Question | Answer, by: Viewer, because: str = "") -> None:
    """Undo `delete`, while its words are there (`purging.KEPT_DAYS`)."""
    question, post = _locked(post)
    ensure(policy.can_moderate(by, question.topic_id))
    if post.deleted_at is not None and post.purged_at is None:
        post.deleted_at = post.deleted_by_id = None
        audit.record(by, "restored", _name(post), because)
        if post.public:
            _back(question, post, by)


def mark_escalated(question: Question, at: datetime | None = None) -> None:
    """A case of the support queue was opened for it (support calls this; its log tells by whom)."""
    question = locked_question(question.id)
    if question.escalated_at is None:
        question.escalated_at = at or clock.now()


def _merged(post: Question | Answer) -> bool:
    """Is it hidden because it stands elsewhere now? Then `joining.unmerge` brings it back, nothing else."""
    return isinstance(post, Question) and post.merged_into_id is not None


def _locked(post: Question | Answer) -> tuple[Question, Question | Answer]:
    if isinstance(post, Question):
        question = locked_question(post.id)
        return question, question
    return locked_answer(post.id)


def withdrawn(question: Question, post: Question | Answer, by: Viewer | None) -> None:
    """Tell everybody who must know that a post was just put aside. `by` None: a question is held, and its case goes on."""
    by_id = by.id if by else None
    if isinstance(post, Answer):
        recount(question)
        if question.solution_id == post.id:
            unsolve(question)  # what nobody can read solves nothing; `accepted_at` remembers
            events.emit("question.unsolved", question_id=question.id, by_id=by_id)
    elif by is not None:
        events.emit("question.withdrawn", question_id=question.id, by_id=by_id)
    events.emit("post.withdrawn", target=_target(post), question_id=question.id, by_id=by_id)
    _found_differently(question)


def _back(question: Question, post: Question | Answer, by: Viewer | None) -> None:
    by_id = by.id if by else None
    if isinstance(post, Question):
        events.emit("question.restored", question_id=question.id, by_id=by_id)
    else:
        recount(question)
        if post.accepted_at is not None and question.solution_id is None:
            solve(question, post)
            events.emit(
                "question.solved",
                question_id=question.id,
                answer_id=post.id,
                by_id=by_id,
                staff=post.staff,
            )
    events.emit("post.returned", target=_target(post), question_id=question.id, by_id=by_id)
    _found_differently(question)


def _found_differently(question: Question) -> None:
    outbox.changed(question.document)
    signals.changed(question.document)


def _target(post: Question | Answer) -> Target:
    return Target(kind_of(post), post.id)


def _name(post: Question | Answer) -> str:
    return str(_target(post))
