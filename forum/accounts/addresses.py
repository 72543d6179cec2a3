"""E-mail addresses: which ones are taken, and when two are the same."""

from __future__ import annotations

import re

MAX_CHARS = 254  # RFC 5321: the longest address that can be delivered to
# No quoted local parts and no letters outside ASCII before the @: hardly a mail server takes them, and a comma or
# a line break there would turn one recipient into two.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
_LOCAL_MAX_CHARS = 64


def tidy(raw: str) -> str | None:
    """The address to write to: trimmed, domain in lower case and ASCII (IDNA). None when it is no address."""
    local, at, domain = raw.strip().rpartition("@")
    try:
        domain = domain.lower().encode("idna").decode("ascii")
    except UnicodeError:
        return None
    whole = f"{local}@{domain}"
    if not at or len(whole) > MAX_CHARS or len(local) > _LOCAL_MAX_CHARS:
        return None
    return whole if _LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) else None


def key(address: str) -> str:
    """What is compared: one account for Carla@Example.com and carla@example.com."""
    return address.lower()
