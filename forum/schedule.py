"""All that the product does by itself, and when."""

from __future__ import annotations

from datetime import timedelta

from forum.core import drafts, forms, rate_limits
from forum.core.timetable import Entry

SCHEDULE = [
    Entry("forget rate windows", timedelta(hours=1), "Ended windows tell nothing.", rate_limits.forget_old),
    Entry("forget kept forms", timedelta(hours=1), "Nobody came back for them.", forms.forget_old),
    Entry("forget drafts", timedelta(days=1), "Untouched for a month.", drafts.forget_old),
]
