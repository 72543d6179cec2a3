"""The address of a tag's page, and how tags are called to who follows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

from forum.core.roles import Viewer
from forum.notifications.follows import Named
from forum.threads.tags import queries


@lru_cache(maxsize=4096)
def path(name: str) -> str:
    """The address of a tag's page. By hand: pages show dozens, and `url_for` would cost more than the rest."""
    return f"/tags/{quote(name, safe='')}"


def of(names: Sequence[str]) -> list[tuple[str, str]]:
    """Tags with the addresses of their pages."""
    return [(name, path(name)) for name in names]


def look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Named]:
    """{number: name and address} of those tags that the viewer may know, for `notifications.follows`."""
    return {number: Named(name, path(name)) for number, name in queries.names(numbers, viewer).items()}
