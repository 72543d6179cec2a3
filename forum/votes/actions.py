"""Vote on what somebody wrote; say whether a text helped."""

from __future__ import annotations

import sqlalchemy as sa

from forum.core import clock, events, targets
from forum.core.db import db, upsert
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.core.text import N_
from forum.search import signals
from forum.votes import policy, queries
from forum.votes.models import Verdict, Vote


def vote(target: Target, by: Viewer, value: int) -> Shown:
    """Vote 1 or -1 on a target, or take the vote back with 0; the last word counts, once a person.

    Returns the target as it stands with the vote counted. Raises `NotFound`, `NotAllowed`, `Invalid`.
    """
    shown = targets.show(target, by)
    if value not in policy.VALUES or not targets.kind_of(target).votable:
        raise Invalid(N_("This can't be voted on."))
    ensure(policy.can_vote(by, shown), N_("You can't vote on what you wrote yourself."))
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
    targets.changed(target)
    return targets.show(target, by)


def give_verdict(
    target: Target,
    viewer: Viewer,
    visitor: str,
    helped: bool,
    reason: str = "",
    note: str = "",
    search_id: str | None = None,
) -> Shown:
    """Say whether a text helped: once a reader and revision; saying it again changes one's mind.

    `visitor`: the day's id of a guest; a person with an account counts as that. `reason`: one of `policy.REASONS`,
    or nothing. In force for the next search. Raises `NotFound`, `NotAllowed`, `Invalid`.
    """
    shown = targets.show(target, viewer)
    if not targets.kind_of(target).verdicts:
        raise Invalid(N_("This can't be judged."))
    ensure(policy.can_give_verdict(viewer, shown), N_("You can't judge what you wrote yourself."))
    if reason and reason not in policy.REASONS:
        raise Invalid(N_("Choose one of the reasons."))
    if len(note) > policy.NOTE_MAX_CHARS:
        raise Invalid(N_("This is too long: at most 500 characters."))
    said = {
        "helped": helped,
        "reason": "" if helped else reason,
        "note": "" if helped else note,
        "search_id": search_id,
        "at": clock.now(),
    }
    statement = upsert(Verdict.__table__).values(
        target_kind=target.kind,
        target_id=target.number,
        revision_id=shown.revision_id or 0,
        visitor=queries.voter(viewer, visitor),
        **said,
    )
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=["target_kind", "target_id", "revision_id", "visitor"], set_=said
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
        reason=reason,
        person_id=viewer.id,
        search_id=search_id,
    )
    return shown
