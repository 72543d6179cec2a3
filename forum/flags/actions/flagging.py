"""Say that a text should be looked at, and take that back."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from forum.accounts.models import Person
from forum.core import audit, clock, settings, targets
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotFound, ensure
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.core.text import N_, clean
from forum.flags import policy
from forum.flags.actions.closing import changed, close, target_of, trust_of
from forum.flags.models import Flag


def flag(target: Target, by: Person, reason: str, note: str, passage: str = "", shown_by: str = "") -> Flag:
    """Say that a public text should be looked at; its document loses trust with the next search.

    `passage`: the words that are meant. `shown_by`: the case or question that showed it ("case:7"), which `by` may see.
    Raises `NotFound` for what readers can't see, `NotAllowed`, `Invalid` (reason, note, passage, shown_by, too many open).
    The same reason sent twice is one flag, which then says the newer sentence. With another reason it is a second
    flag for the moderators to settle; the document loses what the worse of them costs.
    """
    ensure(policy.can_flag(by))
    shown = targets.show(target, GUEST)
    kind = targets.kind_of(target)
    if not kind.flaggable:
        if kind.reportable:  # a post, but no text whose truth staff answer for
            raise Invalid(N_("This can't be flagged."))
        raise NotFound()
    note, passage = note.strip(), clean(passage).strip()
    _check(reason, note, passage)
    evidence = _evidence(shown_by, by)
    mine = _mine(target, by, reason)
    if mine is not None:
        return _said_again(mine, by, note, passage or mine.passage, evidence or mine.shown_by)
    now = clock.now()
    made = Flag(
        target_kind=target.kind,
        target_id=target.number,
        document=shown.document,
        revision_id=shown.revision_id,
        reason=reason,
        note=note,
        passage=passage,
        shown_by=evidence,
        by_id=by.id,
        at=now,
        lapses_at=now + timedelta(days=policy.LAPSE_DAYS),
        trust_before=trust_of(shown.document),
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        raise Conflict(N_("You have flagged this already.")) from None
    made.trust_after = trust_of(shown.document)
    audit.record(by, "flagged", str(target), note, flag=made.id, reason=reason, trust=made.trust_after)
    changed(made)
    return made


def _said_again(mine: Flag, by: Person, note: str, passage: str, evidence: str) -> Flag:
    """The same flag, with the newer sentence."""
    if (mine.note, mine.passage, mine.shown_by) != (note, passage, evidence):
        mine.note, mine.passage, mine.shown_by = note, passage, evidence
        target = target_of(mine)
        audit.record(by, "explained the flag on", str(target), note, flag=mine.id, reason=mine.reason)
        targets.changed(target)
    return mine


def withdraw(flag: Flag, by: Person) -> None:
    """Whoever flagged takes it back."""
    ensure(policy.can_withdraw(by, flag))
    close(flag, "withdrawn", by, "")
    audit.record(by, "withdrew the flag on", str(target_of(flag)), flag=flag.id, trust=flag.trust_at_end)


def _check(reason: str, note: str, passage: str) -> None:
    errors: dict[str, str] = {}
    if reason not in policy.REASONS:
        errors["reason"] = N_("Choose what is wrong.")
    if not note:
        errors["note"] = N_("Say in a sentence what is wrong, so that somebody can mend it.")
    elif len(note) > policy.NOTE_MAX_CHARS:
        errors["note"] = N_("This is too long: one or two sentences are enough.")
    if len(passage) > policy.PASSAGE_MAX_CHARS:
        errors["passage"] = N_("This passage is too long: the sentence that is wrong is enough.")
    if errors:
        raise Invalid(N_("A flag needs a reason and a sentence."), errors)


def _evidence(shown_by: str, by: Person) -> str:
    """ "case:7" of something that the person may see; readers' documents and cases alike."""
    if not shown_by:
        return ""
    try:
        return str(targets.show(targets.parse(shown_by), by).target)
    except NotFound:
        sentence = N_("There is no such case or question here. Copy its address.")
        raise Invalid(sentence, {"shown_by": sentence}) from None


def _mine(target: Target, by: Person, reason: str) -> Flag | None:
    """My open flag on the target for this reason. Raises `Invalid` when I have too many open elsewhere."""
    # One flag of a person at a time, so that two at once can't both be the last one allowed.
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())
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
        if (db.session.scalar(count) or 0) >= settings.of_site().open_flags_max:
            raise Invalid(N_("You have many open flags. Help settle some of them first."))
    return mine
