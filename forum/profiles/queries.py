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


def written_by(person_id: int, viewer: Viewer) -> tuple[list[Written], list[Written]]:
    """Her newest answers and questions that this viewer meets. One query."""
    q, a = Question, Answer
    answers = (
        sa.select(
            a.id.label("answer"), q.id, q.slug, q.title, q.lang, a.created_at.label("at"), q.solution_id
        )
        .join(q, q.id == a.question_id)
        .where(a.author_id == person_id, threads.standing(a), visible(viewer))
        .order_by(a.created_at.desc(), a.id.desc())
        .limit(policy.POSTS_SHOWN)
    )
    questions = (
        sa.select(sa.literal(0), q.id, q.slug, q.title, q.lang, q.created_at, q.solution_id)
        .where(q.author_id == person_id, visible(viewer))
        .order_by(q.created_at.desc(), q.id.desc())
        .limit(policy.POSTS_SHOWN)
    )
    parts = [sa.select(each.subquery()) for each in (answers, questions)]
    both = sa.union_all(*parts).subquery()
    rows = db.session.execute(
        sa.select(both).order_by(both.c.at.desc(), both.c.answer.desc(), both.c.id.desc())
    )
    found: tuple[list[Written], list[Written]] = ([], [])
    for r in rows:
        url = f"/answers/{r.answer}" if r.answer else question_path(r.id, r.slug)
        solved = r.solution_id == r.answer if r.answer else r.solution_id is not None
        found[0 if r.answer else 1].append(Written(r.title, url, r.lang, r.at, solved))
    return found
