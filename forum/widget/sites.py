"""Which other sites may show the help: an admin lists them, one origin a line.

The list is what `frame-ancestors` of the frame's pages is made of, so each line is checked letter by letter: nothing
but a scheme, a host and a port can stand in it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from forum.core import choices
from forum.core.errors import Invalid

PAGE = "widget"  # chosen on a page of its own
SITES_MAX = 50
TEXT_MAX = 5000
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LOOPBACK = re.compile(r"localhost|127(?:\.\d{1,3}){3}|\[::1\]")
_USUAL = {"https": 443, "http": 80}


def origin_of(address: str) -> str | None:
    """ "https://shop.example:8443" of such an address, without a slash at its end; None for anything else.

    Names in other letters become their ASCII form. `http` is for this machine only: on the way, anybody could change a
    page that comes without encryption, and so ask in the customer's name.
    """
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
    except ValueError:  # UnicodeError is one
        return None
    if host == "::1":
        host = "[::1]"
    if parts.path not in ("", "/") or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    if len(host) > 253 or not (_HOST.fullmatch(host) or host == "[::1]"):
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and _LOOPBACK.fullmatch(host)):
        return None
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != _USUAL[parts.scheme] else "")


def read(text: str) -> tuple[str, ...]:
    """The origins that lines of text name, each once. Raises `Invalid` with a sentence that names the first bad line."""
    found: dict[str, None] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        origin = origin_of(line if "://" in line else f"https://{line}")
        if origin is None:
            raise Invalid(
                _(
                    "“%(line)s” is not the address of a site. Write it as https://shop.example.com",
                    line=line[:100],
                )
            )
        found[origin] = None
    if len(found) > SITES_MAX:
        raise Invalid(_("At most %(count)s sites, please.", count=SITES_MAX))
    return tuple(found)


SITES = choices.text(
    "widget.sites",
    "",
    lazy_gettext("Sites that may show the help"),
    lazy_gettext("One a line: https://shop.example.com. No other site can show it."),
    most=TEXT_MAX,
    lines=True,
    fits=lambda text: "\n".join(read(text)),
    page=PAGE,
)


def allowed() -> tuple[str, ...]:
    """The origins in force."""
    return tuple(SITES.value.splitlines())


def register() -> None:
    """Name the group of choices."""
    choices.group("widget", lazy_gettext("Help on other sites"))
