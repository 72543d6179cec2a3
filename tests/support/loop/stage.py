"""Mails with two buttons, and the days that pass."""

from __future__ import annotations

import re
from typing import Any

from forum import Askwell
from forum.core.db import db
from forum.core.jobs import Job
from tests.factories import site


def mails(app: Askwell, to: str) -> list[dict[str, Any]]:
    """The mails that wait to be sent to somebody, oldest first."""
    with site(app):
        rows = db.session.query(Job).filter_by(kind="mail").order_by(Job.id)
        return [row.payload for row in rows if row.payload["to"] == to]


def button(mail: dict[str, Any], said: str) -> str:
    """The path of a mail's button: said "solved" or "stuck"."""
    found = re.search(rf"https?://[^/]+(/answered/[^\s/]+/{said})", mail["text"])
    assert found, mail["text"]
    return found[1]
