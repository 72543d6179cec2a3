"""How the notices of reports read."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.notifications import kinds


def register() -> None:
    """Say the sentences."""
    kinds.register(
        "report_removed",
        lambda values: _("Thank you: what you reported was taken away."),
        row="moderation",
        mails=False,
    )
    kinds.register(
        "report_kept",
        lambda values: _("Moderators looked at what you reported and kept it. Thank you for looking out."),
        row="moderation",
        mails=False,
    )
