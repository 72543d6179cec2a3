"""The private compartment of a question: details, messages and files that only staff and whoever asked see."""

from __future__ import annotations

from importlib import import_module

from flask_babel import gettext as _

from forum.attachments import places
from forum.core import personal_data as register
from forum.notifications import kinds
from forum.support.private import actions, personal_data, queries

__all__ = ["actions", "queries", "set_up"]

for _pages in ("panel", "views", "publishing"):  # they hang at the desk's blueprint and fill places
    import_module(f"forum.support.private.{_pages}")


def set_up() -> None:
    """Who may see its files, what notices say, what is kept."""
    places.register("private", queries.may_see_files)
    register.register(personal_data.PRIVATE)
    kinds.register(
        "private_from_staff",
        lambda v: _(
            "%(who)s of our team wrote to you alone about “%(title)s”.", who=v["who"], title=v["title"]
        ),
        row="cases",
        mails=False,  # one that holds the words goes by itself
    )
    kinds.register(
        "private_from_customer",
        lambda v: _("Private words from the customer: “%(title)s”.", title=v["title"]),
        row="desk",
    )
