"""How the notices of `notices.py` read in the inbox."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from forum.knowledge.forms import language_name
from forum.notifications import kinds


def _(message: str, **values: Any) -> str:
    return str(gettext(message, **values))


def register() -> None:
    """Say the sentences."""
    kinds.register("revision_sent_back", _sent_back, row="articles")
    kinds.register("revision_published", _published, row="articles")
    kinds.register("revision_not_published", _not_published, row="articles")
    kinds.register("translation_behind", _behind, row="articles")
    kinds.register("translation_outdated", _outdated, row="articles")
    kinds.register("article_owned", _owned, row="articles")
    kinds.register("review_due", _due, row="articles")
    kinds.register("reviews_due", _many_due, row="articles")


def _sent_back(v: dict[str, Any]) -> str:
    return _(
        "%(who)s sent back your revision of “%(title)s”: %(because)s",
        who=v["who"],
        title=v["title"],
        because=v["because"],
    )


def _published(v: dict[str, Any]) -> str:
    return _("%(who)s published your revision of “%(title)s”.", who=v["who"], title=v["title"])


def _not_published(v: dict[str, Any]) -> str:
    return _(
        "“%(title)s” was not published at its time: whoever scheduled it may not publish any more.",
        title=v["title"],
    )


def _behind(v: dict[str, Any]) -> str:
    return _(
        "“%(title)s” needs an update: %(who)s changed the text in %(language)s.",
        title=v["title"],
        who=v["who"],
        language=language_name(v["lang"]),
    )


def _outdated(v: dict[str, Any]) -> str:
    return _(
        "“%(title)s” is outdated: %(who)s changed what the text in %(language)s says. Readers are told.",
        title=v["title"],
        who=v["who"],
        language=language_name(v["lang"]),
    )


def _owned(v: dict[str, Any]) -> str:
    return _("%(who)s made you the owner of “%(title)s”.", who=v["who"], title=v["title"])


def _due(v: dict[str, Any]) -> str:
    return _("“%(title)s” is past its review date. Is it still correct?", title=v["title"])


def _many_due(v: dict[str, Any]) -> str:
    return str(
        ngettext(
            "“%(title)s” and one more article of yours are past their review date.",
            "“%(title)s” and %(num)s more articles of yours are past their review date.",
            v["more"],
            title=v["title"],
        )
    )
