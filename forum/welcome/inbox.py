"""How the welcome reads in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from forum.notifications import kinds
from forum.welcome import notices


def register() -> None:
    """Say the sentences. Neither is mailed: it tells of what she has just done."""
    kinds.register(notices.QUESTION, _question, mails=False)
    kinds.register(notices.ANSWER, _answer, mails=False)


def _question(v: dict[str, Any]) -> str:
    return str(
        _(
            "Welcome! Others can read “%(title)s” now. We tell you when somebody answers; then say whether it solved it.",
            title=v["title"],
        )
    )


def _answer(v: dict[str, Any]) -> str:
    return str(
        _(
            "Thank you for your first answer, to “%(title)s”. We tell you when it is accepted or others find it helpful.",
            title=v["title"],
        )
    )
