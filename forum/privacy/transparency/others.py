"""Who else gets to know anything, as the settings in force say: nobody, unless somebody set it up."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import gettext as _

from forum.accounts.federated import queries as federated
from forum.core.settings import of_site


@dataclass(frozen=True, slots=True)
class Other:
    """`who` learns `what`, `when`."""

    who: str
    what: str
    when: str


def everybody() -> list[Other]:
    """All of them. One query."""
    settings = of_site()
    found = []
    if settings.mail_url != "console:":
        host = urlsplit(settings.mail_url).hostname or ""
        found.append(
            Other(
                _("Our mail server (%(host)s)", host=host),
                _("Your e-mail address and the mails we send you"),
                _("When we write to you"),
            )
        )
    if settings.imap_url:
        host = urlsplit(settings.imap_url).hostname or ""
        found.append(
            Other(
                _("Our mailbox (%(host)s)", host=host),
                _("The mails you send us"),
                _("When you answer one of our mails or write to us"),
            )
        )
    if settings.context_url:
        what = _("The number of your account here")
        if settings.context_email:
            what = _("The number of your account here, and your e-mail address")
        found.append(
            Other(
                _("Our own other systems (%(host)s)", host=urlsplit(settings.context_url).hostname or ""),
                what,
                _("When our team works on a case of yours. What they answer is kept for a minute."),
            )
        )
    found += [
        Other(
            each.name,
            _("That you sign in here"),
            _("Only when you choose to sign in with it. It tells us your name and e-mail address."),
        )
        for each in federated.offered()
    ]
    return found
