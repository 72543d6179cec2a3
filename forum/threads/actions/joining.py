"""One question in two places becomes one, and back."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import audit, clock, events
from forum.core.db import db, upsert
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.threads import policy
from forum.threads.actions.moving import count_again, ensure_standing, locked_pair, put
from forum.threads.actions.solving import solve, unsolve
from forum.threads.comments.models import Comment
from forum.threads.models import Affected, Answer, Follower, Question, Rearrangement
from forum.threads.queries import locked_answer
from forum.threads.queries.affected import recount as recount_affected
from forum.topics import queries as topics


def merge(question: Question, into: Question, by: Viewer, because: str = "") -> Rearrangement:
    """`question` asks the same as `into`: its answers and comments go there, and its address leads there.

    Who asked it, follows it or has the same trouble counts and is told there from now on. Its solution becomes that of
    `into`, if that has none. Raises `NotAllowed`, `Conflict` (hidden, merged before, an open case), `Invalid`.
    """
    if question.id == into.id:
        message = N_("This is the same question.")
        raise Invalid(message, {"into": message})
    question, into = locked_pair(question.id, into.id)
    ensure(all(policy.can_moderate(by, each.topic_id) for each in (question, into)))
    for each in (question, into):
        ensure_standing(each)
    _ensure_same_readers(question, into)
    events.emit(
        "question.merging", question_id=question.id, into_id=into.id
    )  # whoever works on it may object
    made = _begin(question, into, by, because)
    _hand_over_solution(question, into, by)
    put(made.answer_ids, into)
    _put_comments(made.comment_ids, into)
    made.joined_ids = _join_people(question, into)
    question.hidden_at, question.hidden_by_id = clock.now(), by.id
    question.merged_into_id = into.id
    into.active_at = max(into.active_at, question.active_at)
    audit.record(by, "merged", question.document, because, into=into.id)
    for each in (question, into):
        db.session.execute(recount_affected(each.id))
    count_again(question, into)
    return made


def unmerge(question: Question, by: Viewer, because: str = "") -> None:
    """Undo `merge`: what came from it goes back. Raises `NotFound` when it wasn't merged, `Conflict`, `NotAllowed`."""
    if question.merged_into_id is None:
        raise NotFound()
    question, into = locked_pair(question.id, question.merged_into_id)
    ensure(all(policy.can_moderate(by, each.topic_id) for each in (question, into)))
    if into.merged_into_id is not None:
        raise Conflict(N_("The question it went into was merged too. Undo that first."))
    r = Rearrangement
    made = db.session.scalars(
        sa.select(r)
        .where(r.kind == "merge", r.question_id == question.id, r.into_id == into.id, r.undone_at.is_(None))
        .order_by(r.id.desc())
        .limit(1)
    ).one()
    made.undone_at = clock.now()
    still = db.session.scalars(
        sa.select(Answer.id)
        .where(Answer.question_id == into.id, Answer.id.in_(made.answer_ids))
        .order_by(Answer.id)
    )
    back = list(still)
    if into.solution_id in back:
        unsolve(into)
        into.solved_by_id = None
    put(back, question)
    _put_comments(made.comment_ids, question)
    if made.solution_id in back:
        answer = locked_answer(made.solution_id)[1]
        answer.accepted_at = made.accepted_at
        solve(question, answer)
    db.session.execute(
        sa.delete(Affected).where(Affected.question_id == into.id, Affected.person_id.in_(made.joined_ids))
    )
    question.hidden_at = question.hidden_by_id = question.merged_into_id = None
    audit.record(by, "took apart", question.document, because, into=into.id)
    for each in (question, into):
        db.session.execute(recount_affected(each.id))
    count_again(question, into)
    events.emit("question.restored", question_id=question.id, by_id=by.id)


def _ensure_same_readers(question: Question, into: Question) -> None:
    """What members of a closed group wrote for each other must not become public by this."""
    found = topics.by_id()
    if found[question.topic_id].group_id != found[into.topic_id].group_id:
        message = N_("One of them stands in a group's space: not the same people may read them.")
        raise Invalid(message, {"into": message})


def _begin(question: Question, into: Question, by: Viewer, because: str) -> Rearrangement:
    assert by.id is not None
    answers = sa.select(Answer.id).where(Answer.question_id == question.id).order_by(Answer.id)
    solved = sa.select(Answer.accepted_at).where(Answer.id == question.solution_id)
    comments = sa.select(Comment.id).where(Comment.question_id == question.id, Comment.answer_id.is_(None))
    made = Rearrangement(
        kind="merge",
        question_id=question.id,
        into_id=into.id,
        answer_ids=list(db.session.scalars(answers)),
        comment_ids=list(db.session.scalars(comments.order_by(Comment.id))),
        solution_id=question.solution_id,
        accepted_at=db.session.scalar(solved),
        by_id=by.id,
        at=clock.now(),
        because=because,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _hand_over_solution(question: Question, into: Question, by: Viewer) -> None:
    if question.solution_id is None:
        return
    answer = locked_answer(question.solution_id)[1]
    unsolve(question)
    if into.solution_id is None:
        solve(into, answer, by)
        events.emit(
            "question.solved", question_id=into.id, answer_id=answer.id, by_id=by.id, staff=answer.staff
        )
    else:
        answer.accepted_at = None


def _put_comments(comment_ids: list[int], into: Question) -> None:
    if comment_ids:
        db.session.execute(
            sa.update(Comment)
            .where(Comment.id.in_(comment_ids))
            .values(question_id=into.id, version=Comment.version + 1)
            .execution_options(synchronize_session="fetch")
        )


def _join_people(question: Question, into: Question) -> list[int]:
    """Followers follow; who asked, or had this too, has it there too. Returns who is counted there because of this."""
    now = clock.now()
    follows = sa.select(Follower.person_id).where(Follower.question_id == question.id)
    for person_id in sorted({question.author_id, *db.session.scalars(follows)}):
        row = upsert(Follower.__table__).values(question_id=into.id, person_id=person_id, since=now)
        db.session.execute(row.on_conflict_do_nothing())
    has = set(db.session.scalars(sa.select(Affected.person_id).where(Affected.question_id == question.id)))
    there = set(db.session.scalars(sa.select(Affected.person_id).where(Affected.question_id == into.id)))
    joined = sorted((has | {question.author_id}) - there - {into.author_id})
    for person_id in joined:
        row = upsert(Affected.__table__).values(question_id=into.id, person_id=person_id, at=now)
        db.session.execute(row.on_conflict_do_nothing())
    return joined
