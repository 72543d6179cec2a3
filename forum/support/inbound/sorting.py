"""What a mail is, before anybody's words in it count."""

from __future__ import annotations

from email.utils import parseaddr

from forum.core import reply_addresses
from forum.core.reply_addresses import Token
from forum.core.settings import of_site
from forum.support.inbound.reading import Read

_LISTS = ("bulk", "junk", "list", "auto_reply")
_ROBOTS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")


def sender(mail: Read) -> str:
    """The one address in From, in lower case; "" when there is none or more than one: then nobody is believed."""
    return mail.senders[0][1].lower() if len(mail.senders) == 1 and "@" in mail.senders[0][1] else ""


def automatic(mail: Read) -> bool:
    """Did a machine write it (RFC 3834, and what programs do that do not know it)? Nothing is posted then, nor answered."""
    said = {name.lower(): value.lower() for name, value in mail.machine.items()}
    submitted = said.get("auto-submitted", "no")
    return (
        submitted.partition(";")[0].strip() != "no"
        or said.get("precedence", "").strip() in _LISTS
        or any(
            name in said
            for name in ("x-auto-response-suppress", "x-autoreply", "x-autorespond", "x-loop", "list-id")
        )
        or mail.return_path in ("<>", "")
        or mail.report != ""
        or sender(mail).partition("@")[0] in _ROBOTS
    )


def ours(mail: Read) -> bool:
    """Did this very site send it? A mail that comes back to us must not go round."""
    settings = of_site()
    own = parseaddr(settings.mail_from)[1].lower()
    user, _, domain = settings.reply_address.lower().rpartition("@")
    local, _, at = sender(mail).rpartition("@")
    return sender(mail) == own or bool(domain and at == domain and local.partition("+")[0] == user)


def token(mail: Read) -> Token | None:
    """The signed address that it was written to."""
    setting = of_site().reply_address
    found = (reply_addresses.read(setting, address) for address in mail.to) if setting else iter(())
    return next((each for each in found if each is not None), None)
