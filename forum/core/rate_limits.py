"""How often somebody may do something. Counted in the database, so that many workers share one count."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import current_app, has_request_context, request
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from forum.core import afterwards, clock, mail_providers
from forum.core.db import Base, db, upsert
from forum.core.errors import TooMany
from forum.core.roles import Viewer, is_staff


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` times in each window of `seconds`. The rest says more to `spend_as`.

    `levels`: (count, seconds) of trust levels 0, 1...; those that are not named, and staff, have `count` in `seconds`.
    `address`: all people of one network together; `domain`: all new members with mail addresses of one domain
    together, but for the large providers. 0: no bound of that kind.
    """

    name: str
    count: int
    seconds: int
    levels: tuple[tuple[int, int], ...] = ()
    address: int = 0
    domain: int = 0


# Windows are counted from this moment (seconds since 1970), the same in all processes. Tests count from their own start,
# so that no window ends amid a story.
WINDOWS_BEGIN = 0
FORM_SECONDS = 3600  # for so long the same form counts once

# Policy: one place, a sentence each.
SIGN_IN_BY_ADDRESS = Limit("sign-in address", 30, 600)  # failures: a whole office mistypes from one address
SIGN_IN_BY_ACCOUNT = Limit("sign-in account", 10, 600)  # guesses at one password; right ones are given back
SIGN_UP = Limit("sign-up", 40, 3600)  # new accounts from one address: a class, a company's first day
SIGN_UP_BY_DOMAIN = Limit("sign-up domain", 40, 3600)  # the same, for who makes up addresses of one domain
MAIL_TO = Limit("mail to", 5, 3600)  # links asked for by anybody to one mail address: no mail bombing
# Questions of one person: one every two minutes for an hour is a machine. Who is new hardly has three troubles in ten
# minutes. A network may be a whole office or a phone company's.
ASK = Limit("ask", 30, 3600, levels=((3, 600),), address=60, domain=20)
ANSWER = Limit("answer", 40, 3600, levels=((10, 600),), address=120, domain=40)  # answers of one person
VOTE = Limit("vote", 120, 3600, levels=((60, 3600),), address=600, domain=120)  # votes of one person
REPORT = Limit("report", 30, 3600, levels=((5, 3600), (15, 3600)), address=90, domain=30)  # reports of posts
ESCALATE = Limit(
    "escalate", 30, 3600, address=60
)  # a person is asked for; how often a day, `support.promise` says
WRITE = Limit("write", 240, 3600, address=2400)  # any other change by one person: drafts, edits, flags
INVITE = Limit(
    "invite", 30, 86_400, levels=((5, 86_400), (15, 86_400)), address=60, domain=30
)  # mails into groups
SEARCH = Limit("search", 300, 60)  # result pages of one address, perhaps a whole office; a scraper streams
SUGGEST = Limit("suggest", 600, 60)  # as-you-type: several a second while typing
API_READ = Limit("api read", 1200, 60)  # calls of one person or address, searches too: a widget polls


class RateBucket(Base):
    """Uses in the current window. The subject is hashed: no address is stored."""

    __tablename__ = "rate_bucket"
    key: Mapped[str] = mapped_column(primary_key=True)
    window: Mapped[int] = mapped_column(sa.BigInteger)
    used: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


def here() -> str:
    """The network the request comes from: an IPv4 address, or an IPv6 /64 (one home, one phone)."""
    address = (request.remote_addr if has_request_context() else None) or "0.0.0.0"  # noqa: S104 - a label
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def spend(limit: Limit, subject: object) -> None:
    """Count one use by `subject` and commit the count at once (it must survive a refused request).

    Call it first in a view, before anything is written. Raises `TooMany` with the seconds to wait.
    """
    if not current_app.config["SETTINGS"].limits:
        return
    key, window, ends = _bucket(limit, subject)
    used = _add(key, window, ends, 1)
    db.session.commit()
    if used > limit.count:
        raise _too_many(ends)


def spend_as(limit: Limit, viewer: Viewer, part: str = "", form: str | None = None) -> None:
    """Count one use by `viewer`, as `spend` does: by person (her level's bound), by network, by domain of her mail address.

    A guest counts by network alone. `part`: a share of its own of the limit, for one kind of writing ("flag"). `form`: the
    key of the form; the same form sent twice counts once, as it posts once. Who has used up her own share takes none of
    her neighbours'. Raises `TooMany` with the seconds to wait.
    """
    if not current_app.config["SETTINGS"].limits:
        return
    spent = [_bucket(_form_of(limit), f"{viewer.id} {form}")] if form else []
    # Whoever sends the same form at the same moment waits here until this one is counted or refused.
    if form and _add(*spent[0], 1) > 1:
        db.session.commit()
        return
    over = None
    for bound, subject in _bounds(limit, viewer, part):
        spent.append(_bucket(bound, subject))
        if _add(*spent[-1], 1) > bound.count:
            over = spent[-1][2]
            break
    for bucket in spent if over is not None else []:
        _add(*bucket, -1)  # what was refused is no use
    db.session.commit()
    if over is not None:
        raise _too_many(over)


def give_back_as(limit: Limit, viewer: Viewer, part: str = "", form: str | None = None) -> None:
    """Take one `spend_as` back: nothing came of it, since something in the form was wrong. Rolls back, and commits that."""
    if not current_app.config["SETTINGS"].limits:
        return
    db.session.rollback()
    if form:
        _add(*_bucket(_form_of(limit), f"{viewer.id} {form}"), -1)
    for bound, subject in _bounds(limit, viewer, part):
        _add(*_bucket(bound, subject), -1)
    db.session.commit()


def _form_of(limit: Limit) -> Limit:
    return Limit(f"{limit.name} form", 1, FORM_SECONDS)


def spend_by_domain(limit: Limit, address: str) -> None:
    """As `spend`, by the domain of a mail address; those of the large providers are not counted together."""
    domain = mail_providers.own_domain(address)
    if domain:
        spend(limit, f"domain {domain}")


def _bounds(limit: Limit, viewer: Viewer, part: str) -> Iterator[tuple[Limit, str]]:
    """What one use counts against, the person first: in this order everywhere, so that no two wait for each other."""
    name = f"{limit.name} {part}".strip()
    if viewer.id is not None:
        count, seconds = limit.count, limit.seconds
        if not is_staff(viewer) and viewer.trust < len(limit.levels):
            count, seconds = limit.levels[viewer.trust]
        yield Limit(f"{name} in {seconds}", count, seconds), f"person {viewer.id}"
    # From this machine itself come its admin, programs of hers, or everybody, through a proxy that nobody declared.
    if viewer.id is None or (limit.address and not _from_here()):
        yield Limit(name, limit.address or limit.count, limit.seconds), f"address {here()}"
    # A company's people may be many, and each is known by what she did: only accounts that did nothing yet are one crowd.
    if limit.domain and viewer.id is not None and viewer.trust == 0:
        domain = mail_providers.own_domain(getattr(viewer, "email", None))
        if domain:
            yield Limit(name, limit.domain, limit.seconds), f"domain {domain}"


def _from_here() -> bool:
    address = here()
    return address != "0.0.0.0" and "/" not in address and ipaddress.ip_address(address).is_loopback  # noqa: S104 - a label


def give_back(limit: Limit, subject: object) -> None:
    """Take one `spend` back, in the current transaction: it turned out to be no guess but the right password."""
    if current_app.config["SETTINGS"].limits:
        key, window, ends = _bucket(limit, subject)
        _add(key, window, ends, -1)


def spend_later(limit: Limit, subject: object) -> None:
    """As `spend`, for pages that only read: the count is written within a quarter second, not by the reader.

    The refusal may come a few requests late, in each worker.
    """
    if not current_app.config["SETTINGS"].limits:
        return
    key, window, ends = _bucket(limit, subject)
    if _blocked.get(key, 0.0) > clock.now().timestamp():
        raise _too_many(ends)
    afterwards.later("rate", (key, window, ends, limit.count))


def forget_old() -> int:
    """Delete ended windows."""
    gone = db.session.execute(
        sa.delete(RateBucket).where(RateBucket.ends_at < clock.now() - timedelta(hours=1))
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def clear() -> None:
    """Forget who has to wait, in this process (tests)."""
    with _blocked_lock:
        _blocked.clear()


_blocked: dict[str, float] = {}
_blocked_lock = threading.Lock()
_BLOCKED_MAX = 10_000


def _bucket(limit: Limit, subject: object) -> tuple[str, int, datetime]:
    window = (int(clock.now().timestamp()) - WINDOWS_BEGIN) // limit.seconds
    secret = current_app.config["SECRET_KEY"].encode()
    key = hmac.new(secret, f"{limit.name}\0{subject}".encode(), hashlib.sha256).hexdigest()[:40]
    return key, window, datetime.fromtimestamp(WINDOWS_BEGIN + (window + 1) * limit.seconds, UTC)


def _add(key: str, window: int, ends: datetime, uses: int) -> int:
    table = RateBucket.__table__
    statement = upsert(table).values(key=key, window=window, used=uses, ends_at=ends)
    return int(
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "used": sa.case((table.c.window == window, table.c.used + uses), else_=uses),
                    "window": window,
                    "ends_at": ends,
                },
            ).returning(table.c.used)
        ).scalar_one()
    )


@afterwards.writer("rate")
def _write_spent(payloads: list[Any]) -> None:
    together: dict[tuple[str, int, datetime, int], int] = {}
    for payload in payloads:
        together[payload] = together.get(payload, 0) + 1
    for (key, window, ends, allowed), uses in sorted(together.items()):
        if _add(key, window, ends, uses) >= allowed:
            with _blocked_lock:
                if len(_blocked) > _BLOCKED_MAX:
                    moment = time.time()
                    for old in [k for k, until in _blocked.items() if until < moment]:
                        del _blocked[old]
                _blocked[key] = ends.timestamp()


def _too_many(ends: datetime) -> TooMany:
    seconds = max(1, int((ends - clock.now()).total_seconds()) + 1)
    return TooMany(_("That was too often. Please wait a moment."), seconds=seconds)
