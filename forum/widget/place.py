"""Where the frame is shown: on which site, in which colours. It stands in the address of each of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import g, request, url_for

from forum.config import LANGUAGES
from forum.widget import sites

THEMES = ("light", "dark")
PAGE_MAX = 300  # characters of the address of a customer's page


@dataclass(frozen=True, slots=True)
class Place:
    """`site`: the origin of the page around the frame, if it may show it, else "". `theme`: "" is as the system has it."""

    site: str
    theme: str
    asked: dict[str, Any]  # what goes along in each address


def here() -> Place:
    """Of this request."""
    if "widget_place" not in g:
        origin = sites.origin_of(request.args.get("site", ""))
        own = request.host_url.rstrip("/")
        site = origin if origin and (origin == own or origin in sites.allowed()) else ""
        theme = request.args.get("theme", "")
        lang = request.args.get("ui", "")
        g.widget_place = Place(
            site,
            theme if theme in THEMES else "",
            {
                name: value
                for name, value, known in (
                    ("site", site, True),
                    ("theme", theme, theme in THEMES),
                    ("ui", lang, lang in LANGUAGES),
                )
                if value and known
            },
        )
    found: Place = g.widget_place
    return found


def others() -> tuple[str, ...]:
    """Who else than our own pages may show this answer: the site it says it is on, if that is one of the list."""
    site = here().site
    return (site,) if site and site != request.host_url.rstrip("/") else ()


def address(endpoint: str, **values: Any) -> str:
    """The address of a page of the frame, on the same site."""
    return url_for(endpoint, **{name: value for name, value in values.items() if value}, **here().asked)


def page_around(sent: str) -> str:
    """The address of the customer's page that a form sent, without what follows the path; "" if it is none of the site's."""
    try:
        parts = urlsplit(sent[:PAGE_MAX])
    except ValueError:
        return ""
    origin = sites.origin_of(f"{parts.scheme}://{parts.netloc}")
    if origin is None or origin != here().site:
        return ""
    path = parts.path.replace("`", "%60")
    return origin + path if path.isprintable() and " " not in path else ""
