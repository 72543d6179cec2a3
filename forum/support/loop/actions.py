"""What the asker says after an answer; what the team says for her; what is inferred when nobody says anything."""

from __future__ import annotations

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db, upsert
from forum.notifications import actions as notifications
from forum.notifications import mailing
from forum.support import actions as cases
from forum.support import policy
from forum.support import queries as case_queries
from forum.support.loop import choices, links, queries
from forum.support.loop.models import QuestionLoop
from forum.threads import actions as threads
from forum.threads.models import Answer, Question


def solved(question: Question, answer: Answer | None, by: Person) -> None:
    """It solved it, says the asker: that answer is the solution, and her case is closed.

    `answer` None: nothing public did (a private reply): only the case is closed.
    """
    case = case_queries.open_case_of(question.id)
    if answer is not None:
        if case is not None:
            case.solved_it = True
        threads.accept_solution(question, answer, by=by)
    elif case is not None and policy.can_judge(by, case):
        cases.judge(case, by=by, solved=True)


def still_stuck(question: Question, by: Person, words: str = "") -> None:
    """She is still stuck: an accepted solution is taken back, her case is ours again or there is one now, with her words."""
    if question.solved:
        threads.unaccept_solution(question, by=by, because="still stuck")
    case = case_queries.open_case_of(question.id) or cases.customer_wrote(question.id, clock.now())
    if case is None or case.closed_at is not None:
        cases.escalate(question, "asked", by=by, note=words)
    else:
        if words:
            cases.escalate(question, "asked", by=by, note=words)  # adds the words to the case that is there
        if policy.can_judge(by, case):
            cases.judge(case, by=by, solved=False)
    refuse(question)


def refuse(question: Question) -> None:
    """The asker said that nothing of what stands there solved it: none of it is inferred to have done so."""
    _row(question).refused_at = clock.now()
    forget_probable(question)


def remind() -> int:
    """Ask once more, once only, whoever has not said whether it solved it. By the clock."""
    days = choices.REMIND_DAYS.value
    if not days:
        return 0
    told = 0
    for question in queries.to_remind(days):
        _row(question).reminded_at = clock.now()
        if not mailing.wants(question.author_id, question.document):
            continue
        answers = queries.answers_of_others(question)
        notifications.tell(
            question.author_id,
            "solved_reminder",
            question.path,
            mail_as="solved_reminder",
            about=question.document,
            mail_only=links.buttons(question, answers[-1] if answers else None),
            title=question.title,
        )
        told += 1
    return told


def infer() -> int:
    """Call what is probably solved so: see `queries.probably_solved` for the rule. By the clock."""
    days = choices.PROBABLE_DAYS.value
    if not days:
        return 0
    found = queries.probably_solved(days, choices.PROBABLE_VOTES.value)
    for question, answer_id in found:
        question.probable_at = clock.now()
        _row(question).answer_id = answer_id
        audit.record(None, "inferred a solution of", question.document, answer=answer_id)
    return len(found)


def forget_probable(question: Question) -> None:
    """Somebody wrote or said something since: nothing is inferred any more, until there is silence again."""
    if question.probable_at is None:
        return
    question.probable_at = None
    row = db.session.get(QuestionLoop, question.id)
    if row is not None:
        row.answer_id = row.read_at = None


def _row(question: Question) -> QuestionLoop:
    insert = upsert(QuestionLoop.__table__).values(question_id=question.id, person_id=question.author_id)
    db.session.execute(insert.on_conflict_do_nothing())
    return db.session.get_one(QuestionLoop, question.id)
