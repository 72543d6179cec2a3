"""Followed questions: how notices find who follows them, and where they stand among all that one follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import render_template

from forum.accounts.models import Person
from forum.core import panels
from forum.core.db import db
from forum.core.roles import Viewer
from forum.notifications import follows
from forum.notifications.follows import QUESTION, Named
from forum.notifications.models import Follow
from forum.threads import policy
from forum.threads.models import Follower, Question, question_path

LISTED = 50  # the newest; the list of followed questions has all


def register() -> None:
    """Questions can be muted, and have followers."""
    follows.register(QUESTION, _look_up, _followers)


def _look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Named]:
    rows = db.session.execute(
        sa.select(Question.id, Question.title, Question.slug)
        .where(Question.id.in_(numbers), policy.visible(Question, viewer))
        .order_by(Question.id)
    )
    return {number: Named(title, question_path(number, slug)) for number, title, slug in rows}


def _followers(number: int) -> sa.Select[int]:
    return sa.select(Follower.person_id).where(Follower.question_id == number)


@panels.fills("follows")
def questions(person: Person, **_values: Any) -> str | None:
    """The questions she follows, newest first, with what mutes and ends each."""
    muting = sa.and_(
        Follow.person_id == person.id, Follow.thing == sa.literal("question:") + sa.cast(Question.id, sa.Text)
    )
    rows = db.session.execute(
        sa.select(Question.id, Question.title, Question.slug, Follow.muted_at)
        .join(Follower, Follower.question_id == Question.id)
        .outerjoin(Follow, muting)
        .where(Follower.person_id == person.id, policy.visible(Question, person))
        .order_by(Follower.since.desc(), Question.id.desc())
        .limit(LISTED + 1)
    ).all()
    if not rows:
        return None
    shown = [(r.id, r.title, question_path(r.id, r.slug), r.muted_at is not None) for r in rows[:LISTED]]
    return render_template("threads/_followed.html", rows=shown, more=len(rows) > LISTED)
