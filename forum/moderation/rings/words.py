"""What speaks for a ring, in sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from forum.core.text import N_

_SENTENCES: dict[str, str] = {
    "mutual accepts": N_("%(one)s and %(other)s accepted each other's answers: %(count)s and %(of)s."),
    "accepts": N_("%(one)s accepted %(count)s answers of %(other)s, of %(of)s in all."),
    "votes": N_("%(one)s found %(count)s posts of %(other)s helpful, of %(of)s in all."),
    "mutual votes": N_("%(one)s and %(other)s found each other's posts helpful: %(count)s and %(of)s."),
    "quick votes": N_("%(count)s votes of %(one)s came within five minutes of what %(other)s posted."),
    "network": N_("%(one)s and %(other)s wrote from the same network of late."),
    "browser": N_("%(one)s and %(other)s wrote from the same browser of late."),
    "mail": N_("The mail addresses of %(one)s and %(other)s differ in dots and numbers only."),
    "born together": N_("The accounts of %(one)s and %(other)s were made within an hour."),
}


def sentence(sign: list[Any], names: dict[int, str]) -> str:
    """One sign in words: `sign` as a ring keeps it, `names` of its people by number."""
    code, values = sign
    said = dict(values) | {
        part: names.get(values[part]) or _("somebody who left") for part in ("one", "other")
    }
    return str(_(_SENTENCES[code], **said))
