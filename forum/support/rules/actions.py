"""Make rules; do what they say."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db, upsert
from forum.core.errors import AskwellError, ensure
from forum.core.roles import Viewer
from forum.support import actions, notices
from forum.support.models import Case, CaseNote
from forum.support.queries import to_change
from forum.support.rules import policy, queries
from forum.support.rules.matching import Facts, means
from forum.support.rules.models import CaseRule, CaseRuleRun

log = logging.getLogger(__name__)
ERROR_CHARS = 200
BY_TURN = "turn"  # instead of a person: whoever's turn it is


def save(rule: CaseRule | None, wanted: dict[str, Any], by: Viewer) -> CaseRule:
    """Make a rule (the last in order, off) or change one. `wanted`: name, when, hours, conditions, deeds."""
    ensure(policy.can_rule(by))
    if rule is None:
        last = db.session.scalar(sa.select(sa.func.max(CaseRule.position))) or 0
        rule = CaseRule(position=last + 1, on=False, made_by_id=by.id)
        db.session.add(rule)
        did = "made the rule"
    else:
        did = "changed the rule"
    for name, value in wanted.items():
        setattr(rule, name, value)
    rule.changed_at = clock.now()
    rule.failed_at, rule.last_error = None, ""
    db.session.flush()
    audit.record(by, did, f"rule:{rule.id}", rule.name, conditions=rule.conditions, deeds=rule.deeds)
    return rule


def turn(rule: CaseRule, on: bool, by: Viewer) -> None:
    """Put it in force, or stop it."""
    ensure(policy.can_rule(by))
    if rule.on != on:
        rule.on = on
        audit.record(by, "turned on the rule" if on else "turned off the rule", f"rule:{rule.id}", rule.name)


def move(rule: CaseRule, up: bool, by: Viewer) -> None:
    """One place up or down."""
    ensure(policy.can_rule(by))
    order = list(db.session.scalars(sa.select(CaseRule).order_by(CaseRule.position, CaseRule.id)))
    here = order.index(rule)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(order):
        return
    order[here], order[there] = order[there], order[here]
    for place, one in enumerate(order, 1):
        one.position = place
    audit.record(by, "moved the rule", f"rule:{rule.id}", rule.name)


def remove(rule: CaseRule, by: Viewer) -> None:
    """Take it away; what it did stays."""
    ensure(policy.can_rule(by))
    audit.record(by, "removed the rule", f"rule:{rule.id}", rule.name)
    db.session.execute(sa.delete(CaseRuleRun).where(CaseRuleRun.rule_id == rule.id))
    db.session.delete(rule)


def apply(case: Case, when: str) -> int:
    """Do what the rules of an occasion say to a case, in their order; returns how many did something.

    Each sees what those before it did. None does its deeds twice for one occasion, whatever happens meanwhile; what
    they do is no occasion for rules. A rule that fails undoes only its own deeds and says so on its page.
    """
    done = 0
    for rule in queries.in_force(when):
        occasion = when
        if when == "wrote" and case.customer_wrote_at is not None:
            occasion = f"wrote {case.customer_wrote_at.isoformat()}"
        done += _follow(rule, case.id, occasion)
    return done


def apply_due() -> int:
    """Rules of due time, by the clock. Returns how many cases they changed."""
    return sum(
        _follow(rule, case_id, "due")
        for rule in queries.in_force("due")
        for case_id in queries.due_without(rule)
    )


def _follow(rule: CaseRule, case_id: int, occasion: str) -> int:
    try:
        with db.session.begin_nested():
            facts = next(iter(queries.facts([case_id])), None)
            if facts is None or not means(rule.conditions, facts) or not _first_time(rule, case_id, occasion):
                return 0
            _do(rule, facts)
            return 1
    except Exception as error:  # whatever is wrong with a rule, cases and the other rules go on
        log.exception("rule %s failed on case %s", rule.id, case_id)
        said = error.message if isinstance(error, AskwellError) and error.message else type(error).__name__
        rule.failed_at, rule.last_error = clock.now(), said[:ERROR_CHARS]
        db.session.flush()
        return 0


def _first_time(rule: CaseRule, case_id: int, occasion: str) -> bool:
    row = upsert(CaseRuleRun.__table__).values(
        rule_id=rule.id, case_id=case_id, occasion=occasion, at=clock.now()
    )
    made = db.session.execute(row.on_conflict_do_nothing().returning(CaseRuleRun.__table__.c.rule_id))
    return made.first() is not None


def _do(rule: CaseRule, facts: Facts) -> None:
    deeds = rule.deeds
    case = to_change(facts.case_id, _Desk())
    audit.record(None, "followed the rule", f"case:{case.id}", rule.name, rule=rule.id)
    if "priority" in deeds:
        actions.prioritise(case, int(deeds["priority"]), by=None)
    if "tag" in deeds:
        actions.tag(case, str(deeds["tag"]), by=None)
    if "assign" in deeds and case.claimed_by_id is None and case.closed_at is None:
        if deeds["assign"] == BY_TURN:
            actions.give(case)
        else:
            actions.assign(case, db.session.get_one(Person, int(deeds["assign"])), by=None)
    writer = rule.made_by_id
    if "note" in deeds and writer is not None:
        body = f"{rule.name}: {deeds['note']}"
        db.session.add(CaseNote(case_id=case.id, by_id=writer, body=body, at=clock.now()))
    if "tell" in deeds:
        notices.told(case, int(deeds["tell"]), rule.name)


class _Desk:
    """The desk itself, as whoever acts: it sees every case."""

    id = None
    role = "admin"
    trust = 4
