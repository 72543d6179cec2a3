"""Topics can be followed: how they are called, and where they are."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core import links
from forum.core.i18n import current_language
from forum.core.roles import Viewer
from forum.notifications.follows import Named
from forum.topics import queries


def look_up(numbers: Sequence[int], viewer: Viewer) -> dict[int, Named]:
    """{number: name and address} of those topics and spaces that the viewer meets; no query of its own."""
    lang = current_language()
    return {
        topic.id: Named(topic.name_in(lang), links.path("threads.index", topic=topic.slug))
        for topic in queries.visible_to(viewer)
        if topic.id in numbers
    }
