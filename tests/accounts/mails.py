"""The mails that wait to be sent, as their readers would see them."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa

from forum import Askwell
from forum.core.db import db
from forum.core.jobs import Job
from tests.factories import site


def waiting(app: Askwell) -> list[dict[str, Any]]:
    """Queued mails, oldest first."""
    with site(app):
        return list(db.session.scalars(sa.select(Job.payload).where(Job.kind == "mail").order_by(Job.id)))


def link(mail: dict[str, Any]) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail["text"])
    assert found, mail["text"]
    return found[1]
