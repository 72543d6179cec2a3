"""A second person's word on a flag, a moderator's decision, and the end of what nobody confirmed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, targets
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import N_
from forum.flags import notices, policy
from forum.flags.actions.closing import changed, close, target_of
from forum.flags.models import Flag

LAPSED_AT_ONCE = 500  # flags that one run of the clock closes


def confirm(flag: Flag, by: Person) -> None:
    """A second person of the company agrees: the flag does not lapse any more. It ends a dispute."""
    ensure(
        policy.can_confirm(by, flag, topic := targets.topic_of(target_of(flag), by)),
        policy.refusal(by, topic) if flag.disputed else "",
    )
    settled = flag.disputed
    flag.confirmed_by_id, flag.confirmed_at, flag.lapses_at = by.id, clock.now(), None
    audit.record(by, "confirmed the flag on", str(target_of(flag)), flag=flag.id)
    changed(flag)
    if settled:
        notices.upheld(flag, by)


def dispute(flag: Flag, by: Person, because: str) -> None:
    """A second person disagrees and says why: a moderator decides. Until then the flag counts."""
    ensure(policy.can_dispute(by, flag))
    because = _reason(because, N_("A moderator decides by what you say here."))
    flag.disputed_by_id, flag.disputed_at, flag.disputed_because = by.id, clock.now(), because
    audit.record(by, "disputed the flag on", str(target_of(flag)), because, flag=flag.id)
    changed(flag)
    notices.disputed(flag, by)


def reject(flag: Flag, by: Person, because: str) -> None:
    """The text is right as it stands: close the flag, give the trust back, tell whoever flagged why."""
    ensure(
        policy.can_reject(by, flag, topic := targets.topic_of(target_of(flag), by)), policy.refusal(by, topic)
    )
    because = _reason(because, N_("Whoever flagged should learn why it stays."))
    close(flag, "rejected", by, because)
    audit.record(
        by, "rejected the flag on", str(target_of(flag)), because, flag=flag.id, trust=flag.trust_at_end
    )
    notices.tell_author(flag, by, "flag_rejected", because=because)


def lapse_old() -> int:
    """Close flags that nobody confirmed within `policy.LAPSE_DAYS`. Returns how many. Run by the schedule."""
    found: Sequence[Flag] = db.session.scalars(
        sa.select(Flag)
        .where(Flag.closed_at.is_(None), Flag.lapses_at <= clock.now())
        .order_by(Flag.lapses_at)
        .limit(LAPSED_AT_ONCE)
    ).all()
    for one in found:
        close(one, "lapsed", None, "")
        audit.record(None, "let the flag lapse on", str(target_of(one)), flag=one.id, trust=one.trust_at_end)
        notices.tell_author(one, None, "flag_lapsed")
    return len(found)


def _reason(because: str, what_for: str) -> str:
    because = because.strip()
    if not because:
        raise Invalid(N_("Say why, in a sentence."), {"because": what_for})
    return because[: policy.NOTE_MAX_CHARS]
