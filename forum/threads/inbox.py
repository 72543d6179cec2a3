"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from forum.accounts.models import Person
from forum.notifications import kinds
from forum.threads import queries


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def register() -> None:
    """Say the sentences."""
    kinds.register("answered", _answered)
    kinds.register("staff_answered", _staff_answered)
    kinds.register("accepted", _accepted, still=_still_solution)
    kinds.register("confirmed", _confirmed, mails=False)
    kinds.register("followed_answered", _answered, row="followed", many=_many_answered)
    kinds.register("followed_staff_answered", _staff_answered, row="followed", many=_many_answered)
    kinds.register("followed_solved", _solved, row="followed", still=_still_solution)
    kinds.register("followed_asked", _asked, row="followed")


def _still_solution(_person: Person, v: dict[str, Any]) -> bool:
    """Nobody took it back."""
    return queries.is_solution(v["answer"]) if "answer" in v else True


def _many_answered(v: dict[str, Any], count: int) -> str:
    return str(
        ngettext(
            "One new answer to “%(title)s”.", "%(num)s new answers to “%(title)s”.", count, title=v["title"]
        )
    )


def _solved(v: dict[str, Any]) -> str:
    return _("“%(title)s” is solved.", title=v["title"])


def _asked(v: dict[str, Any]) -> str:
    return _("%(who)s asked “%(title)s”.", who=v["who"], title=v["title"])


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
