"""The mails that wait to be sent, as their readers would see them."""

from __future__ import annotations

import re
from typing import Any

from forum import Askwell
from tests import mails


def waiting(app: Askwell) -> list[dict[str, Any]]:
    """Queued mails, oldest first."""
    return mails.waiting(app)


def link(mail: dict[str, Any]) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail["text"])
    assert found, mail["text"]
    return found[1]
