"""Who visits, without knowing who: an id that holds for one day and can't be traced back after the next.

id = HMAC-SHA256(salt of the day, person or network and browser), cut to 64 bits. The salt is random and deleted
after `SALT_DAYS`; with it goes the only way to tell whether an id was somebody's.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import date, timedelta

import sqlalchemy as sa
from flask import current_app, request
from flask_login import current_user

from forum.core import clock
from forum.core.db import db, may_write, upsert
from forum.core.rate_limits import here
from forum.search.models import VisitorSalt

SALT_DAYS = 1  # today's and yesterday's are kept: visits around midnight are still written
# Those that say they are crawlers, previews or watchers. A library's own name (curl, python-requests) says nothing of
# the kind: a shop's app reads for its customers with one, and a crawler that hides would not use it.
_MACHINES = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archiver|monitor|uptime|preview|scanner|feedfetcher|lighthouse",
    re.IGNORECASE,
)


def visitor() -> str:
    """The id of whoever makes this request, for today: 16 hex digits. The same for all features."""
    if current_user.is_authenticated:
        who = f"person {current_user.id}"
    else:
        who = f"{here()}\0{request.headers.get('User-Agent', '')}"
    return visitor_of(who)


def visitor_of(who: str) -> str:
    """Today's id of `who`."""
    return hmac.digest(_salt(clock.now().date()), who.encode("utf-8", "replace"), "sha256").hex()[:16]


def is_machine() -> bool:
    """Does the browser call itself a crawler, or is this a page fetched ahead that nobody may ever look at?"""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    agent = request.headers.get("User-Agent", "")
    return "prefetch" in purpose.lower() or _MACHINES.search(agent) is not None


def _salt(day: date) -> bytes:
    kept: dict[date, bytes] = current_app.extensions.setdefault("visitor_salts", {})
    if day in kept:
        return kept[day]
    found = db.session.execute(_query(day)).scalar()
    if found is not None:
        kept.clear()
        kept[day] = bytes.fromhex(found)
        return kept[day]
    return _made(day)


def _query(day: date) -> sa.Select[str]:
    return sa.select(VisitorSalt.salt).where(VisitorSalt.day == day)


def _made(day: date) -> bytes:
    """A new salt, not remembered here before it is read back: a transaction may still be rolled back.

    For a page that only reads this is the one write a day, in a transaction by itself. One that writes may hold
    SQLite's only write lock already, so there it is part of that transaction.
    """
    fresh = upsert(VisitorSalt.__table__).values(day=day, salt=secrets.token_hex(32)).on_conflict_do_nothing()
    if may_write.get():
        db.session.execute(fresh)
        return bytes.fromhex(db.session.execute(_query(day)).scalar_one())
    token = may_write.set(True)
    try:
        with db.engine.begin() as connection:
            connection.execute(fresh)
            return bytes.fromhex(connection.execute(_query(day)).scalar_one())
    finally:
        may_write.reset(token)


def forget_salts() -> int:
    """Delete the salts of the days before yesterday."""
    before = clock.now().date() - timedelta(days=SALT_DAYS)
    return int(db.session.execute(sa.delete(VisitorSalt).where(VisitorSalt.day < before)).rowcount)  # type: ignore[attr-defined]
