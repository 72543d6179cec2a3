"""Report a post, bring one into the queue, claim what waits there, decide it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.accounts.policy import may_write
from forum.core import audit, clock, events, targets, trust
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import Viewer
from forum.core.targets import Kind, Target
from forum.core.text import N_, clean_line
from forum.reviews import notices, policy, queries
from forum.reviews.models import Report, ReviewItem


def report(target: Target, by: Person, reason: str, note: str = "") -> ReviewItem:
    """Say that a post should be looked at. Said again it is one report, with the newer reason and sentence.

    Raises `NotFound` for what `by` can't see, `NotAllowed`, `Invalid` (reason, note, too many open).
    """
    shown = targets.show(target, by)
    kind = _kind(target)
    ensure(policy.can_report(by, shown))
    note = clean_line(note)
    _check(reason, note)
    item = _open_item(target, kind, shown.topic_id)
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())
    mine = db.session.scalars(
        sa.select(Report).where(Report.item_id == item.id, Report.by_id == by.id)
    ).one_or_none()
    if mine is not None:
        mine.reason, mine.note = reason, note
        return item
    if queries.open_reports(by.id) >= policy.OPEN_REPORTS_MAX:
        raise Invalid(N_("Many of your reports still wait for a moderator. Thank you: more help nobody now."))
    _add(item, Report(source="reports", reason=reason, note=note, weight=_weight(by), by_id=by.id))
    audit.record(by, "reported", str(target), reason, item=item.id)
    _weigh(item, kind, hold=False)
    return item


def submit(target: Target, source: str, because: str, weight: float, hold: bool = False) -> ReviewItem:
    """Bring a post into the queue by the program, or add its doubt to the open item.

    `source`: "spam", "first post" or "rings"; `because`: why, in words for moderators; `weight`: as that of reports,
    the highest that a source said counts. `hold`: hide it at once until it is reviewed. Raises `NotFound`.
    """
    kind = _kind(target)
    shown = targets.show_many([target], _Everything()).get(target)
    item = _open_item(target, kind, shown.topic_id if shown else None)
    before = db.session.scalars(
        sa.select(Report).where(Report.item_id == item.id, Report.source == source, Report.by_id.is_(None))
    ).one_or_none()
    if before is not None:
        before.note, before.weight = because, max(before.weight, weight)
    else:
        _add(item, Report(source=source, note=because, weight=weight))
    _weigh(item, kind, hold)
    return item


def claim(item: ReviewItem, by: Viewer) -> None:
    """Say that one looks at it; others see that. Raises `Conflict` when somebody else does."""
    item = _locked(item.id)
    if queries.claimed_by_other(item, by):
        raise Conflict(N_("A colleague is looking at this one."))
    item.claimed_by_id, item.claimed_at = by.id, clock.now()


def release(item: ReviewItem, by: Viewer) -> None:
    """Let others look at it. Only whoever claimed it can."""
    item = _locked(item.id)
    if item.claimed_by_id == by.id:
        item.claimed_by_id = item.claimed_at = None


def decide(item: ReviewItem, decision: str, by: Viewer, because: str = "") -> bool:
    """Settle it: "kept" shows what was hidden for it, "removed" hides it. Whoever reported it is told.

    Who may, the caller asks (`moderation.policy`). False when somebody decided before. Raises `Invalid`.
    """
    if decision not in policy.DECISIONS:
        raise Invalid(N_("Choose what becomes of it."), {"decision": N_("Choose what becomes of it.")})
    item = _locked(item.id)
    if item.decided_at is not None:
        return False
    kind, number = _kind(item.target), item.target_id
    item.decided_at, item.decided_by_id = clock.now(), by.id
    item.decision, item.because = decision, because
    reports = list(db.session.scalars(sa.select(Report).where(Report.item_id == item.id).order_by(Report.id)))
    for each in reports:
        each.outcome = "confirmed" if decision == "removed" else "declined"
    audit.record(by, "reviewed", str(item.target), because, item=item.id, decision=decision)
    assert kind.hide is not None
    assert kind.show is not None
    if decision == "removed":
        kind.hide(number, by, because)
    elif item.hidden_at is not None:
        kind.show(number, by, because)
    events.emit(
        "review.decided",
        target=item.target,
        decision=decision,
        sources=sorted({each.source for each in reports}),
        reasons=sorted({each.reason for each in reports if each.reason}),
        by_id=by.id,
    )
    notices.decided(item, reports, by)
    return True


class _Everything:
    """The program itself: it sees what moderators see."""

    id = None
    role = "moderator"
    trust = trust.HIGHEST


def _kind(target: Target) -> Kind:
    kind = targets.kind_of(target)
    if not kind.reportable:
        raise Invalid(N_("This can't be reported."))
    return kind


def _check(reason: str, note: str) -> None:
    errors: dict[str, str] = {}
    if reason not in policy.REASONS:
        errors["reason"] = N_("Choose what is wrong.")
    if reason == "other" and not note:
        errors["note"] = N_("Say in a sentence what is wrong.")
    if len(note) > policy.NOTE_MAX_CHARS:
        errors["note"] = N_("This is too long: one or two sentences are enough.")
    if errors:
        raise Invalid(N_("A report needs a reason."), errors)


def _open_item(target: Target, kind: Kind, topic_id: int | None) -> ReviewItem:
    """The open item of the post, kept still; made when there is none."""
    found = _find_open(target)
    if found is not None:
        return found
    assert kind.author_of is not None
    assert kind.text_of is not None
    made = ReviewItem(
        target_kind=target.kind,
        target_id=target.number,
        author_id=kind.author_of(target.number),
        topic_id=topic_id,
        text=kind.text_of(target.number),
        opened_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:  # somebody else's report was first
        found = _find_open(target)
        if found is None:
            raise
        return found
    return made


def _find_open(target: Target) -> ReviewItem | None:
    return db.session.scalars(
        sa.select(ReviewItem)
        .where(
            ReviewItem.target_kind == target.kind,
            ReviewItem.target_id == target.number,
            ReviewItem.decided_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _locked(item_id: int) -> ReviewItem:
    found = db.session.scalars(
        sa.select(ReviewItem)
        .where(ReviewItem.id == item_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _add(item: ReviewItem, made: Report) -> None:
    made.item_id, made.at = item.id, clock.now()
    db.session.add(made)
    db.session.flush()


def _weight(by: Viewer) -> float:
    """By trust, and by how often earlier reports were right; nothing from somebody who is silenced."""
    if not may_write(by):
        return 0.0
    return trust.report_weight(by) * policy.confirmed_share(*queries.record_of(by.id or 0))


def _weigh(item: ReviewItem, kind: Kind, hold: bool) -> None:
    """Count the weights anew; hide the post when they are enough."""
    db.session.flush()
    total = sa.select(sa.func.sum(Report.weight)).where(Report.item_id == item.id)
    item.weight = float(db.session.scalar(total) or 0.0)
    if item.hidden_at is not None or not (hold or item.weight >= policy.HIDE_WEIGHT):
        return
    if not hold and queries.spared(item):
        return
    assert kind.hide is not None
    if kind.hide(item.target_id, None, "") is not False:  # else it was hidden already, by somebody
        item.hidden_at = clock.now()
