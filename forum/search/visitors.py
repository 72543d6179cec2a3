"""Who visits, without knowing who: an id that holds for one day and can't be traced back after the next.

Whoever has an account may agree that her searches belong together for longer: then she has a random id, which only her
row of `person` leads to. It goes when she ends it or leaves, and what it stood on gets an id of the day, as if she had
never agreed.

id = HMAC-SHA256(salt of the day, person or network and browser), cut to 64 bits. The salt is random and deleted
after `SALT_DAYS`; with it goes the only way to tell whether an id was somebody's.
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

import sqlalchemy as sa
from flask import current_app, request
from flask_login import current_user
from sqlalchemy.exc import OperationalError

from forum.core import clock, consents
from forum.core.db import db, may_write, upsert
from forum.core.rate_limits import here
from forum.search.models import Hit, SearchRecord, VisitorSalt

SALT_DAYS = 1  # today's and yesterday's are kept: visits around midnight are still written
# Those that say they are crawlers, previews or watchers. A library's own name (curl, python-requests) says nothing of
# the kind: a shop's app reads for its customers with one, and a crawler that hides would not use it.
_MACHINES = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|archiver|monitor|uptime|preview|scanner|feedfetcher|lighthouse",
    re.IGNORECASE,
)


def visitor() -> str:
    """The id of whoever makes this request, for today or as agreed: 16 hex digits. The same for all features."""
    if current_user.is_authenticated:
        if current_user.searcher and not consents.withheld():
            return str(current_user.searcher)
        who = f"person {current_user.id}"
    else:
        who = f"{here()}\0{request.headers.get('User-Agent', '')}"
    return visitor_of(who)


def visitor_of(who: str) -> str:
    """Today's id of `who`."""
    return _id_of(_salt(clock.now().date()), who)


def _id_of(salt: bytes, who: str) -> str:
    return hmac.digest(salt, who.encode("utf-8", "replace"), "sha256").hex()[:16]


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
    salt = secrets.token_hex(32)
    fresh = upsert(VisitorSalt.__table__).values(day=day, salt=salt).on_conflict_do_nothing()
    if may_write.get():
        db.session.execute(fresh)
        return bytes.fromhex(db.session.execute(_query(day)).scalar_one())
    token = may_write.set(True)
    try:
        with db.engine.begin() as connection:
            connection.execute(fresh)
            return bytes.fromhex(connection.execute(_query(day)).scalar_one())
    except OperationalError:  # a full disk: nobody is recognised meanwhile, and everybody reads on
        return bytes.fromhex(salt)
    finally:
        may_write.reset(token)


def forget_salts() -> int:
    """Delete the salts of the days before yesterday."""
    before = clock.now().date() - timedelta(days=SALT_DAYS)
    return int(db.session.execute(sa.delete(VisitorSalt).where(VisitorSalt.day < before)).rowcount)  # type: ignore[attr-defined]


class Searcher(Protocol):
    """Somebody with an account."""

    id: int
    searcher: str | None
    searches_agreed_at: datetime | None


def agree(person: Searcher) -> None:
    """From now on her searches belong together, until she ends it. Said again, nothing changes."""
    if person.searcher is None:
        person.searcher, person.searches_agreed_at = secrets.token_hex(8), clock.now()
        consents.note(person.id, "searches", True)


def end(person: Searcher) -> None:
    """Her searches and visits belong together no more, and nothing leads to her."""
    unlink(known_as(person.id, person.searcher))
    person.searcher, person.searches_agreed_at = None, None
    consents.note(person.id, "searches", False)


def known_as(person_id: int, searcher: str | None) -> list[str]:
    """The ids under which somebody's searches can still be told: the agreed one, and those of days with a salt."""
    salts = db.session.scalars(sa.select(VisitorSalt.salt))
    who = f"person {person_id}"
    return [*((searcher,) if searcher else ()), *(_id_of(bytes.fromhex(salt), who) for salt in salts)]


def unlink(ids: Sequence[str]) -> None:
    """Give what stands under these ids a new random one for each day; the counts stay as they are."""
    if not ids:
        return
    searched = sa.select(SearchRecord.id, SearchRecord.at).where(SearchRecord.visitor.in_(ids))
    by_day: dict[date, list[str]] = {}
    for number, at in db.session.execute(searched):
        by_day.setdefault(at.date(), []).append(number)
    days = sa.select(Hit.day).where(Hit.visitor.in_(ids)).distinct()
    for day in {*by_day, *db.session.scalars(days)}:
        fresh = secrets.token_hex(8)
        ours: list[tuple[type[SearchRecord] | type[Hit], sa.ColumnElement[bool]]] = [
            (SearchRecord, SearchRecord.id.in_(by_day.get(day, []))),
            (Hit, sa.and_(Hit.visitor.in_(ids), Hit.day == day)),
        ]
        for model, which in ours:
            change = sa.update(model).where(which).values(visitor=fresh)
            db.session.execute(change.execution_options(synchronize_session=False))
