"""Who reads what is measured, and how long single rows are kept."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least

ROWS_DAYS = 90  # then only counts of the day are left, as of searches
PERIODS = (30, 90, 365)  # days that the report can look back
FEW = 10  # askers of a group, fewer than which no share is worth drawing a conclusion from


def can_read(viewer: Viewer) -> bool:
    """Everybody of the company: no number here is about a person."""
    return at_least(viewer, "agent")
