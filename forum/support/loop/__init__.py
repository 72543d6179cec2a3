"""Closing the loop: did it solve it? By mail without signing in, by the team on the asker's behalf, or inferred."""

from __future__ import annotations

from importlib import import_module

from flask_babel import gettext as _

from forum.core import personal_data as register
from forum.notifications import kinds


def set_up() -> None:
    """Buttons in mails, what notices say, what is kept, what it hears and shows."""
    # Here, not above: notices of cases put the buttons into their mails, and all below stands on cases.
    for name in ("choices", "hearing", "panel"):
        import_module(f"forum.support.loop.{name}")
    links, kept = (import_module(f"forum.support.loop.{name}") for name in ("links", "personal_data"))
    import_module("forum.threads.buttons").register(links.buttons)
    register.register(kept.LOOP)
    kinds.register("solved_reminder", lambda v: _("Did it solve “%(title)s”?", title=v["title"]))
