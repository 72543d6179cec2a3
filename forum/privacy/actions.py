"""Prove that it is really oneself, before taking one's data away or leaving."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from forum.accounts import passwords
from forum.accounts.models import Person, SignInSession
from forum.core import clock
from forum.core.db import db

RECENT = timedelta(hours=24)  # whoever signed in within a day is not asked again before a download


def proves(by: Person, given: str) -> bool:
    """Is it really this person? The password; for an account without one, the e-mail address typed in full."""
    stored, address = by.password_hash, by.email or ""
    db.session.commit()  # nothing is pending; lets go of the database while hashing
    if stored:
        return passwords.matches(stored, given)
    return bool(address) and given.strip().casefold() == address.casefold()


def signed_in_recently(session_id: int | None) -> bool:
    """Did whoever sits at this browser prove who they are within `RECENT`?"""
    since = db.session.scalar(sa.select(SignInSession.created_at).where(SignInSession.id == session_id))
    return since is not None and since > clock.now() - RECENT
