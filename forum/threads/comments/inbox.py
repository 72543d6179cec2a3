"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from forum.notifications import kinds


def register() -> None:
    """Say the sentences."""
    kinds.register("commented", _commented)


def _commented(v: dict[str, Any]) -> str:
    return str(_("%(who)s commented on “%(title)s”.", who=v["who"], title=v["title"]))
