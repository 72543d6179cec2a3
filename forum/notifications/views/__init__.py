"""Pages of notices: the inbox, the table of choices, what is followed, and addresses in mails."""

from __future__ import annotations

from forum.notifications.views import by_mail, choosing, following, inbox  # noqa: F401 - they hang at the blueprint
from forum.notifications.views.blueprint import bp

__all__ = ["bp"]
