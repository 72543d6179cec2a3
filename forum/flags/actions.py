"""Flag, confirm, withdraw, reject, and what clears a flag by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core import audit, clock, targets
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.core.text import N_
from forum.flags import notices, policy
from forum.flags.models import Flag
from forum.search import signals


def flag(target: Target, by: Person, reason: str, note: str) -> Flag:
    """Say that a public text should be looked at; its document loses trust with the next search.

    Raises `NotFound` for what readers can't see, `NotAllowed`, `Invalid` (reason, note, too many open).
    The same reason sent twice is one flag, which then says the newer sentence. With another reason it is a second
    flag for the moderators to settle; the document loses what the worse of them costs.
    """
    ensure(policy.can_flag(by))
    shown = targets.show(target, GUEST)
    if not targets.kind_of(target).flaggable:
        raise Invalid(N_("This can't be flagged."))
    note = note.strip()
    _check(reason, note)
    mine = _mine(target, by, reason)
    if mine is not None:
        if mine.note != note:
            mine.note = note
            audit.record(by, "explained the flag on", str(target), note, flag=mine.id, reason=reason)
            targets.changed(target)
        return mine
    now = clock.now()
    made = Flag(
        target_kind=target.kind,
        target_id=target.number,
        document=shown.document,
        revision_id=shown.revision_id,
        reason=reason,
        note=note,
        by_id=by.id,
        at=now,
        lapses_at=now + timedelta(days=policy.LAPSE_DAYS),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Conflict(N_("You have flagged this already.")) from None
    audit.record(by, "flagged", str(target), note, flag=made.id, reason=reason)
    _changed(made)
    return made


def confirm(flag: Flag, by: Person) -> None:
    """A second person of the company agrees: the flag does not lapse any more."""
    ensure(policy.can_confirm(by, flag))
    flag.confirmed_by_id, flag.confirmed_at, flag.lapses_at = by.id, clock.now(), None
    audit.record(by, "confirmed the flag on", str(_target(flag)), flag=flag.id)
    _changed(flag)


def reject(flag: Flag, by: Person, because: str) -> None:
    """The text is right as it stands: close the flag, give the trust back, tell whoever flagged why."""
    ensure(policy.can_reject(by, flag))
    because = because.strip()
    if not because:
        raise Invalid(
            N_("Say why, in a sentence."), {"because": N_("Whoever flagged should learn why it stays.")}
        )
    audit.record(by, "rejected the flag on", str(_target(flag)), because, flag=flag.id)
    _close(flag, "rejected", by, because)
    notices.tell_author(flag, by, "flag_rejected", because=because)


def withdraw(flag: Flag, by: Person) -> None:
    """Whoever flagged takes it back."""
    ensure(policy.can_withdraw(by, flag))
    audit.record(by, "withdrew the flag on", str(_target(flag)), flag=flag.id)
    _close(flag, "withdrawn", by, "")


def clear_by_revision(target: Target, by: Person, revision: int, because: str = "") -> int:
    """A newer text mends what was flagged: close all open flags of the target. Returns how many there were.

    `revision`: the id of the revision, for the log. Called by the feature that published it.
    """
    found = db.session.scalars(
        sa.select(Flag).where(
            Flag.target_kind == target.kind, Flag.target_id == target.number, Flag.closed_at.is_(None)
        )
    ).all()
    for one in found:
        audit.record(by, "mended what was flagged on", str(target), because, flag=one.id, revision=revision)
        _close(one, "mended", by, because)
        notices.tell_author(one, by, "flag_mended", because=because)
    return len(found)


def lapse_old() -> int:
    """Close flags that nobody confirmed within `policy.LAPSE_DAYS`. Returns how many. Run by the schedule."""
    found: Sequence[Flag] = db.session.scalars(
        sa.select(Flag).where(Flag.closed_at.is_(None), Flag.lapses_at <= clock.now()).limit(500)
    ).all()
    for one in found:
        audit.record(None, "let the flag lapse on", str(_target(one)), flag=one.id)
        _close(one, "lapsed", None, "")
        notices.tell_author(one, None, "flag_lapsed")
    return len(found)


def _check(reason: str, note: str) -> None:
    errors: dict[str, str] = {}
    if reason not in policy.REASONS:
        errors["reason"] = N_("Choose what is wrong.")
    if not note:
        errors["note"] = N_("Say in a sentence what is wrong, so that somebody can mend it.")
    elif len(note) > policy.NOTE_MAX_CHARS:
        errors["note"] = N_("This is too long: one or two sentences are enough.")
    if errors:
        raise Invalid(N_("A flag needs a reason and a sentence."), errors)


def _mine(target: Target, by: Person, reason: str) -> Flag | None:
    """My open flag on the target for this reason. Raises `Invalid` when I have too many open elsewhere."""
    mine = db.session.scalars(
        sa.select(Flag).where(
            Flag.target_kind == target.kind,
            Flag.target_id == target.number,
            Flag.by_id == by.id,
            Flag.reason == reason,
            Flag.closed_at.is_(None),
        )
    ).one_or_none()
    if mine is None:
        count = sa.select(sa.func.count()).where(Flag.by_id == by.id, Flag.closed_at.is_(None))
        if (db.session.scalar(count) or 0) >= policy.OPEN_FLAGS_MAX:
            raise Invalid(N_("You have many open flags. Help settle some of them first."))
    return mine


def _close(flag: Flag, outcome: str, by: Person | None, because: str) -> None:
    flag.closed_at, flag.closed_by_id, flag.outcome, flag.because = (
        clock.now(),
        by.id if by else None,
        outcome,
        because,
    )
    _changed(flag)


def _changed(flag: Flag) -> None:
    db.session.flush()
    signals.changed(flag.document)
    targets.changed(_target(flag))


def _target(flag: Flag) -> Target:
    return Target(flag.target_kind, flag.target_id)
