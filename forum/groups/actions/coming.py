"""Come in, leave, be let in, refused or removed; be an owner."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, events, text
from forum.core.db import db, upsert
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.text import N_
from forum.groups import notices, policy, queries
from forum.groups.models import Group, GroupMember, GroupRequest


def join(group_id: int, by: Person) -> None:
    """Come into a public group; twice is once. Raises `NotAllowed`."""
    group = locked(group_id)
    standing = queries.standing(group_id, by)
    if standing.member:
        return
    ensure(policy.can_join(by, group, standing))
    put_in(group, by.id)
    audit.record(by, "joined the group", f"group:{group.id}")


def ask_in(group_id: int, by: Person, words: str = "") -> None:
    """Ask the owners to be let in; they are told. Twice is once. Raises `NotAllowed`, `Invalid`."""
    group = locked(group_id)
    standing = queries.standing(group_id, by)
    if standing.member or standing.asked_at is not None:
        return
    ensure(policy.can_ask_in(by, group, standing, clock.now()))
    words = text.clean_line(words)
    if len(words) > policy.WORDS_MAX_CHARS:
        raise Invalid(N_("Some of it could not be used."), {"intro": N_("That is longer than it can be.")})
    waiting = sa.select(sa.func.count()).where(GroupRequest.group_id == group_id, *queries.still_asked())
    if (db.session.scalar(waiting) or 0) >= policy.OPEN_REQUESTS_MAX:
        raise Invalid(N_("So many people wait already that its owners take no further requests."))
    _forget_request(group_id, by.id)
    db.session.add(GroupRequest(group_id=group_id, person_id=by.id, words=words, at=clock.now()))
    db.session.flush()
    notices.asked(group, by, queries.owners(group_id))


def let_in(group_id: int, person_id: int, by: Person) -> None:
    """Take somebody in who asked; she is told. Raises `NotAllowed`, `NotFound` when she asks no more."""
    group = locked(group_id)
    ensure(policy.can_run(by, queries.standing(group_id, by)) and not group.ended)
    _request(group_id, person_id)
    put_in(group, person_id)
    audit.record(by, "let in", f"person:{person_id}", group=group.name)
    notices.let_in(group, person_id)


def refuse(group_id: int, person_id: int, by: Person, because: str = "") -> None:
    """Don't take her in; she is told, with the reason if there is one. Raises `NotAllowed`, `NotFound`."""
    group = locked(group_id)
    ensure(policy.can_run(by, queries.standing(group_id, by)))
    request = _request(group_id, person_id)
    because = text.clean_line(because)[: policy.WORDS_MAX_CHARS]
    request.refused_at, request.words = clock.now(), ""
    db.session.flush()
    audit.record(by, "did not let in", f"person:{person_id}", because, group=group.name)
    notices.refused(group, person_id, because)


def leave(group_id: int, by: Person) -> None:
    """Go, and read no more of a closed group from that moment on. Raises `NotAllowed`, `Invalid` for the last owner."""
    group = locked(group_id)
    standing = queries.standing(group_id, by)
    ensure(policy.can_leave(by, standing))
    if standing.owner and len(queries.owners(group_id)) == 1 and not group.ended:
        raise Invalid(N_("You are its only owner: name another one first."))
    _take_out(group, by.id)
    audit.record(by, "left the group", f"group:{group.id}")


def remove(group_id: int, person_id: int, by: Person, because: str) -> None:
    """Take somebody out, who is told why; she comes back only when she is invited by mail.

    Raises `NotAllowed`, `NotFound` when she is not in it, `Invalid` without a reason.
    """
    group = locked(group_id)
    member = _member(group_id, person_id)
    ensure(policy.can_remove(by, queries.standing(group_id, by), person_id, member.owner_since is not None))
    because = text.clean_line(because)
    if not because or len(because) > policy.WORDS_MAX_CHARS:
        raise Invalid(N_("Please say why, in a sentence."), {"because": N_("Please say why, in a sentence.")})
    _take_out(group, person_id)
    now = clock.now()
    db.session.add(GroupRequest(group_id=group_id, person_id=person_id, at=now, removed_at=now))
    db.session.flush()
    audit.record(by, "removed from the group", f"person:{person_id}", because, group=group.name)
    notices.removed(group, person_id, because)


def make_owner(group_id: int, person_id: int, by: Person) -> None:
    """A member runs it too from now on, and is told. Raises `NotAllowed`, `NotFound`."""
    group = locked(group_id)
    ensure(policy.can_name_owners(by, queries.standing(group_id, by)))
    member = _member(group_id, person_id)
    if member.owner_since is None:
        member.owner_since = clock.now()
        db.session.flush()
        audit.record(by, "made an owner of the group", f"person:{person_id}", group=group.name)
        notices.made_owner(group, person_id, by)


def not_owner(group_id: int, person_id: int, by: Person) -> None:
    """An owner is a member like others again. Raises `NotAllowed`, `NotFound`."""
    group = locked(group_id)
    ensure(policy.can_unname_owners(by))
    member = _member(group_id, person_id)
    if member.owner_since is not None:
        member.owner_since = None
        db.session.flush()
        audit.record(by, "made a member of the group", f"person:{person_id}", group=group.name)


def put_in(group: Group, person_id: int, owner: bool = False) -> bool:
    """Write her in, whoever decided; False when she was in it. What she asked before is forgotten."""
    now = clock.now()
    row = upsert(GroupMember.__table__).values(
        group_id=group.id, person_id=person_id, joined_at=now, owner_since=now if owner else None
    )
    new = db.session.execute(row.on_conflict_do_nothing().returning(GroupMember.__table__.c.person_id))
    came = new.one_or_none() is not None
    _forget_request(group.id, person_id)
    queries.forget_members()
    if came:
        events.emit("group.joined", group_id=group.id, person_id=person_id)
    return came


def locked(group_id: int) -> Group:
    """The group as it stands now, kept still until the transaction ends. Raises `NotFound`."""
    found = db.session.get(Group, group_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _take_out(group: Group, person_id: int) -> None:
    mine = GroupMember.group_id == group.id, GroupMember.person_id == person_id
    db.session.execute(sa.delete(GroupMember).where(*mine))
    queries.forget_members()
    events.emit("group.left", group_id=group.id, person_id=person_id)


def _forget_request(group_id: int, person_id: int) -> None:
    hers = GroupRequest.group_id == group_id, GroupRequest.person_id == person_id
    db.session.execute(sa.delete(GroupRequest).where(*hers))


def _member(group_id: int, person_id: int) -> GroupMember:
    found = db.session.get(GroupMember, (group_id, person_id), populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _request(group_id: int, person_id: int) -> GroupRequest:
    hers = GroupRequest.group_id == group_id, GroupRequest.person_id == person_id
    found = db.session.scalars(
        sa.select(GroupRequest).where(*hers, *queries.still_asked()).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound()
    return found
