"""Who is at work, and giving new cases out by turn."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.support import choices, policy, queries
from forum.support.actions.assigning import assign
from forum.support.models import Case, DeskDuty
from forum.threads.models import Question
from forum.topics import queries as topics

GIVEN_AT_ONCE = 100  # cases given out by one run of the clock


def be_away(by: Viewer, away: bool) -> None:
    """Say "I'm away" or "I'm back": nobody who is away is given cases by turn."""
    ensure(policy.can_work(by) and by.id is not None)
    since = clock.now() if away else None
    row = upsert(DeskDuty.__table__).values(person_id=by.id, away_since=since)
    db.session.execute(row.on_conflict_do_update(index_elements=["person_id"], set_={"away_since": since}))
    audit.record(by, "went away" if away else "came back", f"person:{by.id}")


def give(case: Case) -> Person | None:
    """Give a case that is nobody's to whoever's turn it is; None when nobody of the team is at work.

    The topic's team, or everybody of the company where it has none; the fewest open cases first, then whoever waited
    longest. Their rows are locked in one order, so that two workers take turns and no case is given twice.
    """
    topic_id = db.session.scalar(sa.select(Question.topic_id).where(Question.id == case.question_id))
    team = topics.team(topic_id) if topic_id else []
    people = team or [person_id for person_id, _name in topics.staff()]
    if not people:
        return None
    _have_rows(people)
    waiting = (
        sa.select(DeskDuty.person_id, DeskDuty.given_at)
        .where(DeskDuty.person_id.in_(people), DeskDuty.away_since.is_(None))
        .order_by(DeskDuty.person_id)
        .with_for_update()
    )
    turns = {row.person_id: row.given_at for row in db.session.execute(waiting)}
    db.session.refresh(case, with_for_update=True)
    if not turns or case.claimed_by_id is not None or case.closed_at is not None:
        return None
    load = queries.load_of(list(turns))
    chosen = min(turns, key=lambda p: (load.get(p, 0), turns[p] is not None, turns[p] or clock.now(), p))
    db.session.execute(sa.update(DeskDuty).where(DeskDuty.person_id == chosen).values(given_at=clock.now()))
    to = db.session.get_one(Person, chosen)
    assign(case, to, by=None)
    return to


def give_waiting() -> int:
    """Give out what is nobody's, the most urgent first, if admins chose so. By the clock. Returns how many."""
    if choices.ASSIGN.value != "round robin":
        return 0
    free = (
        sa.select(Case)
        .where(Case.closed_at.is_(None), Case.claimed_by_id.is_(None), Case.state == "new")
        .order_by(Case.priority.desc(), Case.due_at, Case.id)
        .limit(GIVEN_AT_ONCE)
    )
    return sum(give(case) is not None for case in db.session.scalars(free).all())


def _have_rows(people: list[int]) -> None:
    rows = upsert(DeskDuty.__table__).values([{"person_id": person_id} for person_id in sorted(people)])
    db.session.execute(rows.on_conflict_do_nothing(index_elements=["person_id"]))
