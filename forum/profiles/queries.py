"""Reads of profiles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.accounts import queries as accounts
from forum.accounts.models import Person
from forum.core import markdown
from forum.core.db import db
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.profiles import policy
from forum.profiles.models import About
from forum.threads import policy as threads
from forum.threads.models import Answer, Question, question_path
from forum.threads.queries import visible


class Written(NamedTuple):
    """A question, or an answer under its question's title."""

    title: str
    url: str
    lang: str
    at: datetime
    solved: bool  # the question has a solution; this answer is it


def look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Shown]:
    """People with a page: who is shut out or has left has none to show a picture on."""
    rows = db.session.execute(
        sa.select(Person.id, Person.name).where(Person.id.in_(numbers), accounts.active())
    )
    return {
        row.id: Shown(Target("person", row.id), row.name, f"/people/{row.id}", "", row.id, None)
        for row in rows
    }


def about(person_id: int) -> About | None:
    """What somebody says about herself."""
    return db.session.get(About, person_id)


def about_html(person_id: int) -> str:
    """The same for a page; "" when there is nothing, or somebody is shut out."""
    row = db.session.execute(
        sa.select(About.body, About.body_html, About.html_version)
        .join(Person, Person.id == About.person_id)
        .where(About.person_id == person_id, accounts.active())
    ).first()
    if row is None:
        return ""
    return row.body_html if row.html_version == markdown.VERSION else markdown.render_comment(row.body)


def answers_of(person_id: int, viewer: Viewer) -> list[Written]:
    """Her newest answers that this viewer meets. One query."""
    rows = db.session.execute(
        sa.select(Answer.id, Question.title, Question.lang, Answer.created_at, Question.solution_id)
        .join(Question, Question.id == Answer.question_id)
        .where(Answer.author_id == person_id, threads.standing(Answer), visible(viewer))
        .order_by(Answer.created_at.desc(), Answer.id.desc())
        .limit(policy.POSTS_SHOWN)
    )
    return [Written(r.title, f"/answers/{r.id}", r.lang, r.created_at, r.solution_id == r.id) for r in rows]


def questions_of(person_id: int, viewer: Viewer) -> list[Written]:
    """Her newest questions that this viewer meets. One query."""
    q = Question
    rows = db.session.execute(
        sa.select(q.id, q.slug, q.title, q.lang, q.created_at, q.solution_id)
        .where(q.author_id == person_id, visible(viewer))
        .order_by(q.created_at.desc(), q.id.desc())
        .limit(policy.POSTS_SHOWN)
    )
    return [
        Written(r.title, question_path(r.id, r.slug), r.lang, r.created_at, r.solution_id is not None)
        for r in rows
    ]
