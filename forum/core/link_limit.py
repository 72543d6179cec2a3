"""How many links a post may hold. Advertising lives on links; who is new has hardly more to show than two pages."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from forum.core import links, trust
from forum.core.roles import Viewer
from forum.core.text import N_

NEW_MAX = 2  # links to other sites in one post, until the member has the privilege "links"
_LINK = re.compile(r"(?:https?:)?//[^\s<>()\[\]\"']+|www\.[^\s<>()\[\]\"']+", re.IGNORECASE)


def check(by: Viewer, text: str, before: str = "") -> dict[str, str]:
    """What is wrong with a post of `by`: field -> sentence. `before`: as it stood; an edit that brings no link is fine.

    Links to this site don't count, nor one that stands there twice.
    """
    if trust.may(by, "links"):
        return {}
    others = _others(text)
    if len(others) <= NEW_MAX or others <= _others(before):
        return {}
    return {"body": N_("New members can put two links into a post. Take some out, or say it in words.")}


def _others(text: str) -> set[str]:
    own = (urlsplit(links.base()).hostname or "").removeprefix("www.")
    return {link.casefold() for link in _LINK.findall(text) if _host(link) != own}


def _host(link: str) -> str:
    try:
        host = urlsplit(link if "//" in link else f"//{link}").hostname
    except ValueError:
        return ""
    return (host or "").removeprefix("www.")
