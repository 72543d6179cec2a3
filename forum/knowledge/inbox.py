"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from forum.notifications import kinds


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def register() -> None:
    """Say the sentences."""
    kinds.register("revision_sent_back", _sent_back)
    kinds.register("revision_published", _published)


def _sent_back(v: dict[str, Any]) -> str:
    return _(
        "%(who)s sent back your revision of “%(title)s”: %(because)s",
        who=v["who"],
        title=v["title"],
        because=v["because"],
    )


def _published(v: dict[str, Any]) -> str:
    return _("%(who)s published your revision of “%(title)s”.", who=v["who"], title=v["title"])
