"""Invite people: by a link to pass on, or by a mail to one address."""

from __future__ import annotations

import secrets
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.text import N_
from forum.groups import notices, policy, queries
from forum.groups.actions.coming import locked, put_in
from forum.groups.models import Group, GroupInvitation


def invite_by_link(group_id: int, by: Person, days: int) -> str:
    """A new link's secret, to be shown this once; only its hash is stored. Raises `NotAllowed`, `Invalid`."""
    group = _to_invite_into(group_id, by, days)
    return _write(group, by, days, None)


def invite_by_mail(group_id: int, by: Person, email: str, email_key: str, days: int) -> None:
    """Mail an invitation that works once, for whoever proved this address; nobody learns whether it has an account.

    `email_key`: the address as `Person.email_key` has it. While one works, no second one is mailed.
    Raises `NotAllowed`, `Invalid`.
    """
    group = _to_invite_into(group_id, by, days)
    there = sa.select(GroupInvitation.id).where(
        GroupInvitation.group_id == group_id, GroupInvitation.email_key == email_key, *queries.working()
    )
    if db.session.scalars(there).first() is not None:
        raise Invalid(
            N_("Some of it could not be used."),
            {"email": N_("This address has an invitation that still works.")},
        )
    secret = _write(group, by, days, email_key)
    lang = db.session.scalar(sa.select(Person.language).where(Person.email_key == email_key))
    notices.invited(group, email, lang or group.lang, secret, by, days)


def take_back(group_id: int, invitation_id: int, by: Person) -> None:
    """It works no more; who came in by it stays. Raises `NotAllowed`, `NotFound`."""
    ensure(policy.can_run(by, queries.standing(group_id, by)))
    found = db.session.get(GroupInvitation, invitation_id)
    if found is None or found.group_id != group_id:
        raise NotFound()
    if found.ended_at is None:
        found.ended_at = clock.now()
        db.session.flush()
        audit.record(by, "took back an invitation into", f"group:{group_id}")


def accept(secret: str, by: Person) -> Group:
    """Come in by an invitation; the group. Whoever is in it already uses nothing up.

    Raises `NotFound` for one that does not work, `NotAllowed` for one mailed to another address, or to who was removed.
    """
    group = locked(queries.invitation(secret).group_id)
    found = queries.invitation(secret)  # again, now that nobody else can use it up
    standing = queries.standing(group.id, by)
    if standing.member:
        return group
    by_mail = found.email_key is not None
    ensure(policy.can_use_link(by, group, standing, by_mail), N_("You can't join this group."))
    if by_mail:
        mine = by.email_key == found.email_key and by.verified_at is not None
        ensure(mine, N_("This invitation was sent to another mail address than yours."))
    if put_in(group, by.id):
        found.used += 1
    if by_mail or found.used >= policy.LINK_USES_MAX:
        found.ended_at = clock.now()
    db.session.flush()
    audit.record(by, "joined the group", f"group:{group.id}", invitation=found.id)
    return group


def _to_invite_into(group_id: int, by: Person, days: int) -> Group:
    group = locked(group_id)
    ensure(policy.can_run(by, queries.standing(group_id, by)) and not group.ended)
    if days not in policy.LINK_DAYS:
        raise Invalid(N_("Some of it could not be used."), {"days": N_("Choose how long it works.")})
    working = sa.select(sa.func.count()).where(GroupInvitation.group_id == group_id, *queries.working())
    if (db.session.scalar(working) or 0) >= policy.OPEN_INVITATIONS_MAX:
        raise Invalid(N_("There are many invitations that still work. Take some back first."))
    return group


def _write(group: Group, by: Person, days: int, email_key: str | None) -> str:
    secret, now = secrets.token_urlsafe(32), clock.now()
    db.session.add(
        GroupInvitation(
            group_id=group.id,
            secret_hash=queries.hash_of(secret),
            email_key=email_key,
            by_id=by.id,
            at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    db.session.flush()
    audit.record(by, "invited into", f"group:{group.id}", by_mail=email_key is not None)
    return secret
