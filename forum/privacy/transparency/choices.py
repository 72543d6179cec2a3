"""What admins say on the page of privacy."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from forum.core import choices

choices.group("privacy", _("Privacy"))

WHO = choices.text(
    "privacy.who",
    "",
    _("Who answers for this site"),
    _("Name and postal address, as the law asks for. Shown on the page of privacy."),
    most=500,
    lines=True,
)
CONTACT = choices.text(
    "privacy.contact",
    "",
    _("Whom to ask about privacy"),
    _("An e-mail address or a sentence. Shown on the page of privacy."),
    most=300,
)
