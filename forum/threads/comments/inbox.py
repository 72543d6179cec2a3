"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from forum.accounts.models import Person
from forum.notifications import kinds
from forum.threads.queries import may_see


def register() -> None:
    """Say the sentences."""
    kinds.register("commented", _commented, row="comments", many=_many, still=_may_read)


def _commented(v: dict[str, Any]) -> str:
    return str(_("%(who)s commented on “%(title)s”.", who=v["who"], title=v["title"]))


def _many(v: dict[str, Any], count: int) -> str:
    return str(
        ngettext(
            "%(num)s new comment on “%(title)s”.",
            "%(num)s new comments on “%(title)s”.",
            count,
            title=v["title"],
        )
    )


def _may_read(person: Person, values: dict[str, Any]) -> bool:
    return may_see(person, values["question_id"])
