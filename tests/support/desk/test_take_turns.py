"""Two workers at once: each case is given once, and two agents who take the same case are not both told yes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from forum import Askwell
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Conflict
from forum.support import actions, queries
from forum.support.models import Case
from tests.factories import Cast, site
from tests.support.desk.scene import choose, me, open_case


def both(app: Askwell, do: Callable[[int], Any]) -> list[Any]:
    """What each of two gets who begin at the same moment, each in a transaction of its own."""
    start = Barrier(2)

    def one(number: int) -> Any:
        with site(app):
            start.wait()
            return do(number)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, range(2)))


def test_two_workers_give_each_case_once_and_evenly(app: Askwell, cast: Cast) -> None:
    choose(app, cast, assign="round robin")
    numbers = [open_case(app, cast.dan, f"Black screen number {n}") for n in range(6)]
    given = both(app, lambda _n: actions.give_waiting())
    assert sum(given) == len(numbers)
    with app.app_context():
        log = db.session.query(AuditEntry).filter_by(did="assigned").all()
        assert sorted(entry.target for entry in log) == sorted(f"case:{n}" for n in numbers)
        held = [case.claimed_by_id for case in db.session.query(Case)]
    staff = (cast.ana.id, cast.ada.id, cast.mo.id, cast.root.id)
    assert sorted(held.count(person) for person in staff) == [1, 1, 2, 2]


def test_two_agents_take_one_case_at_the_same_moment(app: Askwell, cast: Cast) -> None:
    number = open_case(app, cast.dan)
    people = [cast.ana, cast.ada]

    def take(which: int) -> str:
        try:
            by = me(people[which])
            actions.claim(queries.to_change(number, by), by=by)
        except Conflict:
            return "held"
        return "mine"

    assert sorted(both(app, take)) == ["held", "mine"]
