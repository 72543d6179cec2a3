"""Mails with two buttons, and the days that pass."""

from __future__ import annotations

import re
from typing import Any

from forum import Askwell
from tests.mails import waiting


def mails(app: Askwell, to: str) -> list[dict[str, Any]]:
    """The mails that wait to be sent to somebody, oldest first."""
    return waiting(app, to)


def button(mail: dict[str, Any], said: str) -> str:
    """The path of a mail's button: said "solved" or "stuck"."""
    found = re.search(rf"https?://[^/]+(/answered/[^\s/]+/{said})", mail["text"])
    assert found, mail["text"]
    return found[1]
