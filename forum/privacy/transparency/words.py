"""The register of personal data in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.core.personal_data import Kept
from forum.privacy import queries


def entries(counts: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """The register for pages, translated; with `counts`, what there is of a person, which comes first."""
    known = queries.kept()
    if counts is not None:
        known.sort(key=lambda entry: counts[entry.table] == 0)
    return [
        {
            "what": _(str(entry.what)),
            "why": _(str(entry.why)),
            "where": [_(str(place)) for place in entry.where],
            "seen_by": _(str(entry.seen_by)),
            "how_long": how_long(entry),
            "rows": None if counts is None else counts[entry.table],
        }
        for entry in known
    ]


def how_long(entry: Kept) -> str:
    """Until when it is kept at most."""
    if entry.until:
        return str(_(str(entry.until)))
    days = entry.kept_days
    if days is None:
        return str(_("Kept as long as your account"))
    return str(ngettext("Kept for one day at most", "Kept for %(num)d days at most", days))
