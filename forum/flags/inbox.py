"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from forum.notifications import kinds


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def register() -> None:
    """Say the sentences."""
    kinds.register("flag_rejected", _rejected, row="articles")
    kinds.register("flag_mended", _mended, row="articles")
    kinds.register("flag_lapsed", _lapsed, row="articles")
    kinds.register("flag_disputed", _disputed, row="articles")
    kinds.register("flag_to_settle", _to_settle, row="articles")
    kinds.register("flag_upheld", _upheld, row="articles")


def _rejected(v: dict[str, Any]) -> str:
    return _(
        "%(who)s looked at your flag on “%(title)s” and left the text as it is: %(because)s",
        who=v["who"],
        title=v["title"],
        because=v["because"],
    )


def _mended(v: dict[str, Any]) -> str:
    return _("%(who)s corrected “%(title)s”, which you had flagged.", who=v["who"], title=v["title"])


def _lapsed(v: dict[str, Any]) -> str:
    return _("Your flag on “%(title)s” lapsed: nobody confirmed it in 90 days.", title=v["title"])


def _disputed(v: dict[str, Any]) -> str:
    return _(
        "%(who)s disputes your flag on “%(title)s”: %(because)s A moderator decides.",
        who=v["who"],
        title=v["title"],
        because=v["because"],
    )


def _to_settle(v: dict[str, Any]) -> str:
    return _(
        "%(who)s disputes a flag on “%(title)s”: %(because)s Please decide.",
        who=v["who"],
        title=v["title"],
        because=v["because"],
    )


def _upheld(v: dict[str, Any]) -> str:
    return _("%(who)s decided that the flag on “%(title)s” stays.", who=v["who"], title=v["title"])
