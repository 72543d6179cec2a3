"""Vote on what somebody wrote; say whether a text helped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, events, targets
from forum.core.db import db, upsert
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.core.text import N_
from forum.search import signals
from forum.votes import asides, notices, policy, queries
from forum.votes.models import Verdict, Vote


def vote(target: Target, by: Viewer, value: int) -> Shown:
    """Vote 1 or -1 on a target, or take the vote back with 0; the last word counts, once a person.

    Returns the target as it stands with the vote counted. Raises `NotFound`, `NotAllowed`, `Invalid`.
    """
    shown = targets.show(target, by)
    if value not in policy.VALUES or not targets.kind_of(target).votable:
        raise Invalid(N_("This can't be voted on."))
    ensure(policy.can_vote(by, shown), N_("You can't vote on what you wrote yourself."))
    if asides.changed(target, by, value):
        return shown  # moderators took it out: the last word is kept for when it is put back
    before = notices.vote_of(target, by)
    if value == 0:
        db.session.execute(
            sa.delete(Vote).where(
                Vote.target_kind == target.kind,
                Vote.target_id == target.number,
                Vote.person_id == by.id,
            )
        )
    else:
        now = clock.now()
        statement = upsert(Vote.__table__).values(
            target_kind=target.kind, target_id=target.number, person_id=by.id, value=value, at=now
        )
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["target_kind", "target_id", "person_id"], set_={"value": value, "at": now}
            )
        )
    notices.voted(shown, by, before, helpful=value > 0)
    targets.changed(target)
    events.emit("vote.given", target=target, author_id=shown.author_id, by_id=by.id, value=value)
    return targets.show(target, by)


def give_verdict(
    target: Target,
    viewer: Viewer,
    visitor: str,
    helped: bool,
    reasons: Iterable[str] = (),
    note: str = "",
    words: str = "",
) -> Shown:
    """Say whether a text helped: once a reader and revision; saying it again changes one's mind.

    `visitor`: the day's id of a guest; a person with an account counts as that. `reasons`: of `policy.REASONS`;
    `words`: of the search that led here, where the reader allows it. Pressed again without any of these, what was
    said before stays. In force for the next search. Raises `NotFound`, `NotAllowed`, `Invalid`.
    """
    shown = targets.show(target, viewer)
    if not targets.kind_of(target).verdicts:
        raise Invalid(N_("This can't be judged."))
    ensure(policy.can_give_verdict(viewer, shown), N_("You can't judge what you wrote yourself."))
    said = _said(shown, reasons, note, words)
    table, now = Verdict.__table__, clock.now()
    row = {"helped": helped, "at": now, **said}
    change = dict(row)
    if said["said_at"] is None and not said["reason"]:
        same = table.c.helped.is_(helped)
        change |= {name: sa.case((same, table.c[name]), else_=said[name]) for name in said}
    statement = upsert(table).values(
        target_kind=target.kind,
        target_id=target.number,
        revision_id=shown.revision_id or 0,
        visitor=queries.voter(viewer, visitor),
        **row,
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["target_kind", "target_id", "revision_id", "visitor"], set_=change
        )
    )
    targets.changed(target)
    signals.changed(shown.document)
    events.emit(
        "verdict.given",
        target=str(target),
        document=shown.document,
        title=shown.title,
        helped=helped,
        reason=said["reason"],
        person_id=viewer.id,
    )
    return shown


def explain(
    shown: Shown, viewer: Viewer, visitor: str, reasons: Iterable[str], note: str, words: str = ""
) -> bool:
    """Add why to the verdict that this reader gave on the text as it stands; False when there is none.

    It makes no verdict: what a guest wrote and sends again by the link in a mail is not counted twice.
    """
    said = _said(shown, reasons, note, words)
    changed: Any = db.session.execute(
        sa.update(Verdict)
        .where(
            Verdict.target_kind == shown.target.kind,
            Verdict.target_id == shown.target.number,
            Verdict.revision_id == (shown.revision_id or 0),
            Verdict.visitor == queries.voter(viewer, visitor),
        )
        .values(**said)
    )
    return bool(changed.rowcount)


def mark_read(ids: Iterable[int], by: Person) -> int:
    """Somebody of the company read what readers wrote; returns how many nobody had read yet."""
    ensure(policy.can_read_voices(by))
    changed: Any = db.session.execute(
        sa.update(Verdict)
        .where(Verdict.id.in_(set(ids)), Verdict.said_at.is_not(None), Verdict.read_at.is_(None))
        .values(read_at=clock.now(), read_by_id=by.id)
    )
    return int(changed.rowcount)


def forget_old() -> int:
    """Forget what readers wrote long ago, and their searches; that it helped or not goes on to count. Returns how many."""
    changed: Any = db.session.execute(
        sa.update(Verdict)
        .where(Verdict.said_at < clock.now() - timedelta(days=policy.WORDS_DAYS))
        .values(note="", words="", said_at=None)
    )
    return int(changed.rowcount)


def _said(shown: Shown, reasons: Iterable[str], note: str, words: str) -> dict[str, Any]:
    """The columns of what a reader says beside yes or no. Raises `Invalid`."""
    codes = list(dict.fromkeys(code for code in reasons if code))
    note = note.strip()
    if any(code not in policy.REASONS for code in codes):
        raise Invalid(N_("Choose one of the reasons."))
    if len(note) > policy.NOTE_MAX_CHARS:
        sentence = N_("This is too long: at most 500 characters.")
        raise Invalid(sentence, {"note": sentence})
    return {
        "reason": " ".join(codes),
        "note": note,
        "words": words,
        "said_at": clock.now() if note or words else None,
        "topic_id": shown.topic_id,
        "lang": shown.lang,
        "read_at": None,
        "read_by_id": None,
    }
