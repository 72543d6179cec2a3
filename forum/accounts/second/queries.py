"""Reading about second proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.accounts.second import passkeys
from forum.accounts.second.models import Authenticator, Passkey, RecoveryCode
from forum.core.db import db


@dataclass(frozen=True, slots=True)
class Proofs:
    """What somebody can prove herself with. `codes_left`: recovery codes that are not used."""

    app_since: datetime | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def any(self) -> bool:
        """Is a second proof asked for at sign-in?"""
        return self.app_since is not None or bool(self.passkeys)


def proofs(person: Person) -> Proofs:
    """Hers, with three queries."""
    since = db.session.scalar(sa.select(Authenticator.since).where(Authenticator.person_id == person.id))
    left = sa.select(sa.func.count()).where(
        RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None)
    )
    return Proofs(since, passkeys.of(person.id), db.session.scalar(left) or 0)
