"""Accept a solution, and take that back."""

from __future__ import annotations

from forum.core import audit, clock, events
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.search import outbox, signals
from forum.threads import notices, policy
from forum.threads.models import Answer, Question
from forum.threads.queries import locked_answer, locked_question


def accept_solution(question: Question, answer: Answer, by: Viewer) -> None:
    """Make `answer` the solution; another one before it gives way. Twice is once.

    Raises `NotAllowed`, `Invalid` when the answer is not a public one of this question.
    """
    question, answer = locked_answer(answer.id)
    ensure(policy.can_accept_solution(by, question))
    if not answer.public:
        raise Invalid(N_("This answer is not there any more."))
    if question.solution_id == answer.id:
        if question.confirmed and policy.is_author(by, question):
            question.solved_by_id = by.id  # the asker says so too: it is their word now
        return
    solve(question, answer, by)
    audit.record(by, "accepted the solution of", question.document, answer=answer.id)
    events.emit(
        "question.solved", question_id=question.id, answer_id=answer.id, by_id=by.id, staff=answer.staff
    )
    notices.accepted(question, answer, by)
    if question.confirmed:
        notices.confirmed(question, answer)


def unaccept_solution(question: Question, by: Viewer, because: str = "") -> None:
    """The question is open again. Twice is once. Raises `NotAllowed`."""
    question = locked_question(question.id)
    ensure(policy.can_accept_solution(by, question))
    if question.solution_id is None:
        return
    before = question.solution_id
    answer = locked_answer(before)[1]
    answer.accepted_at = None
    question.solved_by_id = None
    unsolve(question)
    notices.not_accepted(answer)
    audit.record(by, "took back the solution of", question.document, because, answer=before)
    events.emit("question.unsolved", question_id=question.id, by_id=by.id)


def solve(question: Question, answer: Answer, by: Viewer | None = None) -> None:
    """Set the solution, accepted by whom (None: again, since it was first); both are locked. The caller writes the log and tells."""
    if question.solution_id is not None:
        locked_answer(question.solution_id)[1].accepted_at = None
    question.solution_id = answer.id
    if by is not None:  # shown again after it was hidden: accepted by whoever did before
        question.solved_by_id = by.id
        answer.accepted_at = clock.now()
    question.solved_at = answer.accepted_at = answer.accepted_at or clock.now()
    _found_differently(question)


def unsolve(question: Question) -> None:
    """Take the solution away; the question is locked. The caller writes the log and tells."""
    question.solution_id = question.solved_at = None
    _found_differently(question)


def _found_differently(question: Question) -> None:
    outbox.changed(question.document)
    signals.changed(question.document)
