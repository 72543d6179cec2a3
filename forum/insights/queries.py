"""What suggestions are worth: askers who were shown them beside askers who were not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.core import clock
from forum.core.db import db
from forum.core.errors import ensure
from forum.core.roles import Viewer
from forum.insights import intervals, policy
from forum.insights.intervals import Interval
from forum.insights.models import Asking, AskingDay

COUNTS = (
    "askings",
    "read",
    "rejected",
    "said_solved",
    "joined",
    "asked",
    "decided",
    "no_question",
    "no_case",
    "solved",
)
OUTCOMES = ("no_question", "no_case", "solved")


@dataclass(frozen=True, slots=True)
class Group:
    """Askers of one group: how many did what (`COUNTS`; each asker once)."""

    counts: Mapping[str, int]

    def __getitem__(self, name: str) -> int:
        return self.counts[name]

    def share(self, outcome: str) -> Interval | None:
        """Of those whose outcome is decided; None when there are none."""
        return intervals.share(self[outcome], self["decided"]) if self["decided"] else None


@dataclass(frozen=True, slots=True)
class Compared:
    """One outcome in both groups. `difference` is shown - withheld; None while a group has nobody."""

    outcome: str
    shown: Interval | None
    withheld: Interval | None
    difference: Interval | None

    @property
    def sure(self) -> bool:
        """Does the interval leave out "no difference"?"""
        return self.difference is not None and (self.difference.low > 0 or self.difference.high < 0)


@dataclass(frozen=True, slots=True)
class Report:
    """Both groups and what differs. `few`: one of them is too small to say anything."""

    shown: Group
    withheld: Group
    outcomes: tuple[Compared, ...]
    few: bool


def report(viewer: Viewer, days: int) -> Report:
    """Of the last `days` days; two queries. Raises `NotAllowed`."""
    ensure(policy.can_read(viewer))
    since = clock.now() - timedelta(days=days)
    sums: dict[bool, Counter[str]] = {False: Counter(), True: Counter()}
    for row in db.session.execute(_of_rows().where(Asking.at >= since).group_by(Asking.withheld)):
        sums[row.withheld].update({name: getattr(row, name) or 0 for name in COUNTS})
    of_days = sa.select(
        AskingDay.withheld, *(sa.func.sum(getattr(AskingDay, name)).label(name) for name in COUNTS)
    )
    for row in db.session.execute(of_days.where(AskingDay.day >= since.date()).group_by(AskingDay.withheld)):
        sums[row.withheld].update({name: int(getattr(row, name) or 0) for name in COUNTS})
    shown, withheld = (Group({name: sums[which][name] for name in COUNTS}) for which in (False, True))
    few = min(shown["decided"], withheld["decided"]) < policy.FEW
    return Report(shown, withheld, tuple(_compared(each, shown, withheld) for each in OUTCOMES), few)


def counted(row: Asking) -> dict[str, int]:
    """What one row adds to the counts of its day."""
    said = {
        "askings": True,
        "read": row.read > 0,
        "rejected": row.rejected > 0,
        "said_solved": row.solved_on != "",
        "joined": row.joined,
        "asked": row.question_id is not None and not row.joined,
        "decided": row.decided_at is not None,
        "no_question": bool(row.no_question),
        "no_case": bool(row.no_case),
        "solved": bool(row.solved),
    }
    return {name: int(value) for name, value in said.items()}


def _of_rows() -> Any:
    """`counted`, by the database."""
    asked = sa.and_(Asking.question_id.is_not(None), ~Asking.joined)
    conditions: dict[str, sa.ColumnElement[bool]] = {
        "askings": sa.true(),
        "read": Asking.read > 0,
        "rejected": Asking.rejected > 0,
        "said_solved": Asking.solved_on != "",
        "joined": Asking.joined.is_(True),
        "asked": asked,
        "decided": Asking.decided_at.is_not(None),
        "no_question": Asking.no_question.is_(True),
        "no_case": Asking.no_case.is_(True),
        "solved": Asking.solved.is_(True),
    }
    return sa.select(
        Asking.withheld,
        *(
            sa.func.sum(sa.case((condition, 1), else_=0)).label(name)
            for name, condition in conditions.items()
        ),
    )


def _compared(outcome: str, shown: Group, withheld: Group) -> Compared:
    first, second = shown.share(outcome), withheld.share(outcome)
    both = intervals.difference(first, second) if first and second else None
    return Compared(outcome, first, second, both)
