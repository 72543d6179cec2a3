"""What questions and answers keep about a person."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.core.personal_data import DATABASE, EVERYBODY, INDEX, MAIL, MODERATORS, SUMS, YOU, Kept
from forum.core.roles import GUEST
from forum.core.text import N_
from forum.threads import fields, policy
from forum.threads.models import Affected, Answer, FieldValue, Follower, PostEdit, Question, Rearrangement
from forum.threads.queries.affected import recount
from forum.topics.fields import queries as topic_fields


def _questions(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(
        sa.select(Question).where(Question.author_id == person_id).order_by(Question.id)
    )
    found = rows.all()
    known, values = topic_fields.everything(), fields.by_question([q.id for q in found])
    return [
        {
            "url": q.path,
            "title": q.title,
            "body": q.body,
            "fields": {known[n].key: value for n, value in values.get(q.id, {}).items() if n in known},
            "lang": q.lang,
            "tags": q.tag_names,
            "at": q.created_at.isoformat(),
            "edited_at": q.edited_at.isoformat() if q.edited_at else None,
            "score": q.score,
            "solved": q.solved,
        }
        for q in found
    ]


def _answers(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(Answer).where(Answer.author_id == person_id).order_by(Answer.id))
    return [
        {
            "url": a.path,
            "body": a.body,
            "at": a.created_at.isoformat(),
            "edited_at": a.edited_at.isoformat() if a.edited_at else None,
            "score": a.score,
            "staff": a.staff,
        }
        for a in rows
    ]


def _edits(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.scalars(sa.select(PostEdit).where(PostEdit.by_id == person_id).order_by(PostEdit.id))
    return [
        {"post": f"{e.post_kind}:{e.post_id}", "at": e.at.isoformat(), "because": e.because} for e in rows
    ]


def _title(person_id: int) -> sa.ColumnElement[str]:
    """What somebody else's question is called, where this person may (still) see it; else empty."""
    seen = policy.visible(Question, db.session.get(Person, person_id) or GUEST)
    return sa.case((seen, Question.title), else_="").label("title")


def _followed(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(_title(person_id), Question.id, Follower.since)
        .join(Question, Question.id == Follower.question_id)
        .where(Follower.person_id == person_id)
        .order_by(Follower.since, Follower.question_id)
    )
    return [{"question": r.id, "title": r.title, "since": r.since.isoformat()} for r in rows]


def _affected(person_id: int) -> list[dict[str, Any]]:
    rows = db.session.execute(
        sa.select(_title(person_id), Question.id, Affected.at)
        .join(Question, Question.id == Affected.question_id)
        .where(Affected.person_id == person_id)
        .order_by(Affected.at, Affected.question_id)
    )
    return [{"question": r.id, "title": r.title, "at": r.at.isoformat()} for r in rows]


def _forget_form_keys(model: type[Question] | type[Answer]) -> Any:
    def erase(person_id: int) -> None:
        db.session.execute(
            sa.update(model)
            .where(model.author_id == person_id)
            .values(form_key=None, version=model.version)
            .execution_options(synchronize_session=False)
        )

    return erase


def _forget_form(person_id: int) -> None:
    """The one-time key, and what only the company was to read; the public ones stay, as the text does."""
    _forget_form_keys(Question)(person_id)
    kept_back = [number for number, field in topic_fields.everything().items() if not field.public]
    hers = sa.select(Question.id).where(Question.author_id == person_id)
    db.session.execute(
        sa.delete(FieldValue)
        .where(FieldValue.field_id.in_(kept_back), FieldValue.question_id.in_(hers))
        .execution_options(synchronize_session=False)
    )


def _forget_reasons(person_id: int) -> None:
    db.session.execute(sa.update(PostEdit).where(PostEdit.by_id == person_id).values(because=""))


def _unfollow(person_id: int) -> None:
    db.session.execute(sa.delete(Follower).where(Follower.person_id == person_id))


def _not_affected(person_id: int) -> None:
    mine = Affected.person_id == person_id
    numbers = db.session.scalars(sa.select(Affected.question_id).where(mine)).all()
    db.session.execute(sa.delete(Affected).where(mine))
    for number in numbers:
        db.session.execute(recount(number))


def _rearranged(person_id: int) -> list[dict[str, Any]]:
    r = Rearrangement
    return [
        {
            "deed": each.kind,
            "question": each.question_id,
            "into": each.into_id,
            "at": each.at.isoformat(),
            "because": each.because,
        }
        for each in db.session.scalars(sa.select(r).where(r.by_id == person_id).order_by(r.id))
    ]


def _forget_rearranged(person_id: int) -> None:
    r = Rearrangement
    db.session.execute(sa.update(r).where(r.by_id == person_id).values(because=""))
    hers = sa.select(Question.id).where(Question.author_id == person_id)
    was_there = sa.select(Affected.question_id).where(Affected.person_id == person_id)
    near = sa.or_(r.question_id.in_(hers), r.into_id.in_(was_there), r.into_id.in_(hers))
    for each in db.session.scalars(
        sa.select(r).where(sa.or_(near, sa.cast(r.joined_ids, sa.Text).contains(str(person_id))))
    ):
        each.joined_ids = [number for number in each.joined_ids if number != person_id]


ENTRIES = (
    Kept(
        table="rearrangement",
        what=N_("Questions that you merged or split as a moderator."),
        why=N_("So that it can be undone as one deed."),
        days=None,
        export=_rearranged,
        erase=_forget_rearranged,
        seen_by=MODERATORS,
    ),
    Kept(
        table="question",
        what=N_("Questions you asked, as everybody reads them."),
        why=N_("Others find their answer in them. When you leave, they stay without your name."),
        days=None,
        export=_questions,
        erase=_forget_form,
        seen_by=EVERYBODY,
        where=(DATABASE, INDEX, MAIL),
    ),
    Kept(
        table="answer",
        what=N_("Answers you wrote, as everybody reads them."),
        why=N_("Others find their answer in them. When you leave, they stay without your name."),
        days=None,
        export=_answers,
        erase=_forget_form_keys(Answer),
        seen_by=EVERYBODY,
        where=(DATABASE, INDEX, MAIL),
    ),
    Kept(
        table="post_edit",
        what=N_("That you edited a post, when, and why."),
        why=N_(
            "So that everybody can see how a text came to be. When you leave, it stays without your name."
        ),
        days=None,
        export=_edits,
        erase=_forget_reasons,
        seen_by=EVERYBODY,
    ),
    Kept(
        table="follower",
        what=N_("Questions you follow."),
        why=N_("So that you are told when somebody answers."),
        days=None,
        export=_followed,
        erase=_unfollow,
        seen_by=YOU,
    ),
    Kept(
        table="affected",
        what=N_("Questions of others of which you said that you have this too."),
        why=N_("So that we know how many people it concerns, and can tell you when it is solved."),
        days=None,
        export=_affected,
        erase=_not_affected,
        seen_by=SUMS,
    ),
)
