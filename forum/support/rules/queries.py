"""Reads of rules, and of what they ask of cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.roles import Viewer
from forum.support.models import Case, CaseTag
from forum.support.rules import policy
from forum.support.rules.matching import Facts, means, occurs
from forum.support.rules.models import CaseRule, CaseRuleRun
from forum.threads.models import FieldValue, Question

TRIED_ON = 100  # cases, the newest ones
DUE_AT_ONCE = 500  # cases looked at by one run of the clock


class RuleRow(NamedTuple):
    """A rule in the list; `done`: on how many cases it did something."""

    id: int
    name: str
    when: str
    hours: int
    conditions: dict[str, Any]
    deeds: dict[str, Any]
    on: bool
    changed_at: datetime
    failed_at: datetime | None
    last_error: str
    done: int


def rules(viewer: Viewer) -> list[RuleRow]:
    """All rules in their order, for staff."""
    ensure(policy.can_read(viewer))
    done = (
        sa.select(sa.func.count(sa.distinct(CaseRuleRun.case_id)))
        .where(CaseRuleRun.rule_id == CaseRule.id)
        .correlate(CaseRule)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            CaseRule.id, CaseRule.name, CaseRule.when, CaseRule.hours, CaseRule.conditions, CaseRule.deeds,
            CaseRule.on, CaseRule.changed_at, CaseRule.failed_at, CaseRule.last_error, done,
        ).order_by(CaseRule.position, CaseRule.id)
    )  # fmt: skip
    return [RuleRow(*row) for row in rows]


def rule(rule_id: int, viewer: Viewer) -> CaseRule:
    """One rule, to change. Raises `NotFound`, `NotAllowed`."""
    ensure(policy.can_rule(viewer))
    found = db.session.get(CaseRule, rule_id)
    if found is None:
        raise NotFound()
    return found


def in_force(when: str) -> list[CaseRule]:
    """Rules of an occasion that are on, in their order."""
    wanted = sa.select(CaseRule).where(CaseRule.when == when, CaseRule.on)
    return list(db.session.scalars(wanted.order_by(CaseRule.position, CaseRule.id)))


def facts(case_ids: Iterable[int]) -> list[Facts]:
    """What rules may ask of some cases, the newest first; three queries."""
    ids = list(case_ids)
    said: dict[int, list[str]] = {}
    for case_id, value in db.session.execute(
        sa.select(Case.id, FieldValue.value)
        .join(FieldValue, FieldValue.question_id == Case.question_id)
        .where(Case.id.in_(ids))
    ):
        said.setdefault(case_id, []).append(value)
    tags: dict[int, set[str]] = {}
    for case_id, tag in db.session.execute(
        sa.select(CaseTag.case_id, CaseTag.tag).where(CaseTag.case_id.in_(ids))
    ):
        tags.setdefault(case_id, set()).add(tag)
    rows = db.session.execute(
        sa.select(
            Case.id, Case.state, Case.priority, Case.due_at, Case.customer_wrote_at, Case.first_reply_at,
            Question.title, Question.body, Question.topic_id, Question.lang, Person.name, Person.email,
        )
        .join(Question, Question.id == Case.question_id)
        .join(Person, Person.id == Case.customer_id)
        .where(Case.id.in_(ids))
        .order_by(Case.id.desc())
    )  # fmt: skip
    return [
        Facts(
            r.id, r.title, f"{r.title}\n{r.body}", r.topic_id, r.lang, r.state, r.priority,
            frozenset(tags.get(r.id, ())), f"{r.name} {r.email or ''}", r.due_at, r.customer_wrote_at,
            r.first_reply_at is not None, "\n".join(said.get(r.id, ())),
        )
        for r in rows
    ]  # fmt: skip


class Trial(NamedTuple):
    """What a rule would have meant: of how many cases, which."""

    of: int
    found: list[Facts]


def try_out(when: str, hours: int, conditions: dict[str, Any]) -> Trial:
    """The newest cases that the rule means; nothing is done to them."""
    newest = db.session.scalars(sa.select(Case.id).order_by(Case.id.desc()).limit(TRIED_ON)).all()
    all_of_them = facts(newest)
    now = clock.now()
    return Trial(
        len(all_of_them),
        [f for f in all_of_them if occurs(when, hours, f, now) and means(conditions, f)],
    )


def due_without(found: CaseRule) -> list[int]:
    """Ids of cases whose moment has come for a rule of due time and on which it has done nothing for it yet."""
    until = clock.now() + timedelta(hours=found.hours)
    done = sa.select(CaseRuleRun.case_id).where(CaseRuleRun.rule_id == found.id)
    wanted = sa.select(Case.id).where(
        Case.closed_at.is_(None),
        Case.state.in_(("new", "open")),
        Case.due_at <= until,
        Case.id.not_in(done),
    )
    return list(db.session.scalars(wanted.order_by(Case.due_at, Case.id).limit(DUE_AT_ONCE)))
