"""Mail that comes in: answers to our mails become words of their question, the rest is work for a person."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_babel import gettext as _

from forum.core import health
from forum.core import personal_data as register
from forum.notifications import kinds
from forum.support.inbound import cli, fetching, personal_data

for _part in ("jobs", "views"):  # they register themselves: with the worker, at the desk's blueprint
    import_module(f"forum.support.inbound.{_part}")


def set_up(app: Flask) -> None:
    """Commands, what the doctor asks, what notices say, what is kept."""
    app.cli.add_command(cli.group)
    health.asked_by_doctor["mailbox"] = fetching.check
    register.register(personal_data.INBOUND)
    kinds.register(
        "mail_asked", lambda v: _("Your mail became the question “%(title)s”.", title=v["title"]), row="cases"
    )
    kinds.register(
        "files_not_kept",
        lambda v: _(
            "Files of your mail about “%(title)s” were not kept: %(names)s",
            title=v["title"],
            names=v["names"],
        ),
        row="cases",
        mails=False,
    )
