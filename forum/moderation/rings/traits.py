"""Noting from where members write: keyed hashes of the network and of the browser in it, kept for some weeks.

Only of who signed in and changed something (a post, a vote, an accepted answer), never of reading, and never of staff.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask, Response, current_app, g, request
from flask_login import current_user

from forum.core import afterwards, clock, rate_limits
from forum.core.db import db, upsert
from forum.core.roles import is_staff
from forum.moderation.rings.models import AccountTrait

NETWORK, BROWSER = "network", "browser"
_NOTED_MAX = 10_000


def set_up(app: Flask) -> None:
    """Note them after each request that changed something."""
    app.after_request(note)


def note(response: Response) -> Response:
    """Queue what this request tells; written a moment later, not by it."""
    if request.method != "POST" or response.status_code >= 400 or g.get("session_person") is None:
        return response
    if is_staff(current_user):
        return response
    moment = clock.now()
    # Of this process: once a day is enough.
    noted: set[tuple[int, str, date]] = current_app.extensions.setdefault("traits", set())
    for kind, digest in (NETWORK, _digest(rate_limits.here())), (BROWSER, _digest(*_browser())):
        once = (int(current_user.id), digest, moment.date())
        if once not in noted:
            if len(noted) >= _NOTED_MAX:
                noted.clear()
            noted.add(once)
            afterwards.later("traits", (int(current_user.id), kind, digest, moment))
    return response


def _browser() -> tuple[str, str, str]:
    """In its network: the same browser elsewhere says nothing, millions have it."""
    return (
        rate_limits.here(),
        request.headers.get("User-Agent", ""),
        request.headers.get("Accept-Language", ""),
    )


def _digest(*parts: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, "\0".join(("trait", *parts)).encode(), hashlib.sha256).hexdigest()[:32]


@afterwards.writer("traits")
def _write(payloads: list[Any]) -> None:
    for person_id, kind, digest, moment in sorted(payloads, key=lambda payload: payload[:3]):
        statement = upsert(AccountTrait.__table__).values(
            person_id=person_id, kind=kind, digest=digest, seen_at=moment
        )
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["person_id", "kind", "digest"], set_={"seen_at": moment}
            )
        )


def forget_old(before: Any) -> int:
    """Delete what was seen before a moment."""
    gone: Any = db.session.execute(sa.delete(AccountTrait).where(AccountTrait.seen_at < before))
    return int(gone.rowcount)
