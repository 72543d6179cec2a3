"""Which articles a text links: read from the HTML that was made of it, so that every way to write a link counts and
code that only shows one does not."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

from forum.core import links, targets

_HREF = re.compile(r"<a [^>]*?href=\"([^\"]*)\"")


def articles_in(rendered: str, limit: int) -> list[int]:
    """The numbers of the articles of this site that the HTML links, each once, in order; at most `limit`."""
    found: dict[int, None] = {}
    for address in _HREF.findall(rendered):
        number = _article(html.unescape(address))
        if number is not None:
            found[number] = None
            if len(found) == limit:
                break
    return list(found)


def _article(address: str) -> int | None:
    try:
        parts, home = urlsplit(address), urlsplit(links.base())
    except ValueError:
        return None
    if parts.netloc and parts.netloc.casefold() != home.netloc.casefold():
        return None
    path = parts.path.removeprefix(home.path) if parts.netloc else parts.path
    target = targets.at(path)
    return target.number if target is not None and target.kind == "article" else None
