"""Whoever reported a post is told what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from forum.core.roles import Viewer
from forum.notifications.actions import tell
from forum.reviews.models import Report, ReviewItem

WHERE = "/my/reports"


def decided(item: ReviewItem, reports: Sequence[Report], by: Viewer) -> None:
    """Tell each person who reported it, unless she decided herself."""
    for each in reports:
        if each.by_id is not None and each.by_id != by.id:
            tell(each.by_id, f"report_{item.decision}", WHERE, reason=each.reason)
