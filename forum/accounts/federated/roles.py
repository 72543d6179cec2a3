"""Roles by what a provider says of somebody: rules that an admin wrote, looked at with every sign-in."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.actions.account import end_sessions
from forum.accounts.federated.models import FederatedIdentity, SignInProvider
from forum.accounts.models import Person
from forum.accounts.policy import GIVEN_ROLES
from forum.accounts.queries import active
from forum.core import audit, events
from forum.core.db import db
from forum.core.roles import ROLES


def by_rule(provider: SignInProvider, groups: frozenset[str]) -> str:
    """The highest role that a rule gives; "" when none speaks."""
    given = [role for value, role in provider.rules if value in groups and role in GIVEN_ROLES]
    return max(given, key=ROLES.index, default="")


def follow(
    person: Person, identity: FederatedIdentity, provider: SignInProvider, groups: frozenset[str]
) -> None:
    """Give her the role that the rules say. Where none speaks, a role that a rule gave before goes, one that somebody gave by hand
    stays. The last admin stays admin."""
    if not provider.rules:
        return
    says = by_rule(provider, groups)
    role = says or ("customer" if identity.role_given and person.role == identity.role_given else person.role)
    if role != person.role and not (person.role == "admin" and _is_last_admin(person)):
        _give(person, role, provider)
    identity.role_given = says if person.role == says else ""


def _give(person: Person, role: str, provider: SignInProvider) -> None:
    before, person.role = person.role, role
    if ROLES.index(role) < ROLES.index(before):
        end_sessions(person.id)  # what is open elsewhere loses the rights too
    audit.record(None, "changed role", f"person:{person.id}", provider.name, before=before, after=role)
    events.emit("person.changed", person_id=person.id)


def _is_last_admin(person: Person) -> bool:
    # One lock for all admins, in one order: two of them can't both be lowered as the last but one.
    others = db.session.scalars(
        sa.select(Person.id).where(Person.role == "admin", active()).order_by(Person.id).with_for_update()
    ).all()
    return all(each == person.id for each in others)
