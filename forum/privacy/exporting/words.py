"""Rows of the register as people read them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import format_datetime, pgettext
from flask_babel import gettext as _

LONG_CHARS = 100  # from here on a value stands on lines of its own


def readable(row: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """(what it is, the value, whether it is long) of each thing that a row says; what is empty is left out."""
    found = []
    for name, value in row.items():
        if value in (None, "", [], {}):
            continue
        said = shown(value)
        found.append((label(name), said, len(said) > LONG_CHARS or "\n" in said))
    return found


def label(name: str) -> str:
    """A name of a column in words; the usual ones translated."""
    return _usual().get(name) or name.replace("_", " ").strip().capitalize()


def shown(value: Any) -> str:
    """A value in words."""
    if value is True:
        return str(pgettext("value", "Yes"))
    if value is False:
        return str(pgettext("value", "No"))
    if isinstance(value, dict):
        return "\n".join(f"{label(str(name))}: {shown(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(shown(each) for each in value)
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        try:
            return str(format_datetime(datetime.fromisoformat(value), "medium"))
        except ValueError:
            return value
    return str(value)


def _usual() -> dict[str, str]:
    return {
        "name": _("Name"),
        "email": _("E-mail address"),
        "title": _("Title"),
        "body": _("Text"),
        "text": _("Text"),
        "at": _("When"),
        "created_at": _("When"),
        "reason": _("Reason"),
        "because": _("Reason"),
        "language": _("Language"),
        "lang": _("Language"),
        "tags": _("Tags"),
        "topic": _("Topic"),
        "question": _("Question"),
        "url": _("Address"),
        "address": _("Address"),
        "note": _("Note"),
    }
