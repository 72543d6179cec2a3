"""Whom to tell of a way in, as programs and people look for it: RFC 9116."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import current_app

from forum.core import clock, links
from forum.core.errors import NotFound
from forum.privacy.transparency.choices import CONTACT

VALID_DAYS = 180  # the standard wants less than a year; it is made anew with each reading
_ADDRESS = re.compile(r"[^@\s<>:]+@[^@\s<>]+")


def contact() -> str:
    """What stands behind "Contact:": ASKWELL_SECURITY_CONTACT, else whom to ask about privacy when that is an e-mail
    address; "" where neither is."""
    named: str = current_app.config["SETTINGS"].security_contact or CONTACT.value
    if named.startswith("https://") and not re.search(r"\s", named):
        return named
    return f"mailto:{named}" if _ADDRESS.fullmatch(named) else ""


def security_txt() -> str:
    """The file. Raises `NotFound` without a contact: one that reaches nobody is worse than none."""
    to = contact()
    if not to:
        raise NotFound()
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    here = links.external("privacy.security")
    first = current_app.config["SETTINGS"].default_language
    lines = [
        f"Contact: {to}",
        f"Expires: {midnight + timedelta(days=VALID_DAYS):%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(dict.fromkeys((first, 'en')))}",
        *(
            [f"Canonical: {here}"] if here.startswith("https://") else []
        ),  # the standard knows no other addresses
    ]
    return "\n".join(lines) + "\n"


def note() -> str:
    """For `doctor`: "" when somebody is named."""
    if contact():
        return ""
    return "No security.txt: say with ASKWELL_SECURITY_CONTACT (an address, or https://...) who is told of a way in."
