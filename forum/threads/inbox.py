"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from forum.notifications import kinds


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def register() -> None:
    """Say the sentences."""
    kinds.register("answered", _answered)
    kinds.register("staff_answered", _staff_answered)
    kinds.register("accepted", _accepted)
    kinds.register("confirmed", _confirmed)


def _answered(v: dict[str, Any]) -> str:
    return _("%(who)s answered “%(title)s”.", who=v["who"], title=v["title"])


def _staff_answered(v: dict[str, Any]) -> str:
    return _("%(who)s of our team answered “%(title)s”.", who=v["who"], title=v["title"])


def _accepted(v: dict[str, Any]) -> str:
    return _("Your answer solved “%(title)s”.", title=v["title"])


def _confirmed(v: dict[str, Any]) -> str:
    return _(
        "Our team marked an answer to “%(title)s” as the solution. Take it back if it is none.",
        title=v["title"],
    )
