"""What states and reasons are called on the pages."""

from __future__ import annotations

from flask_babel import lazy_gettext

STATE_NAMES = {
    "review": lazy_gettext("To review"),
    "posted": lazy_gettext("Posted"),
    "automatic": lazy_gettext("Automatic replies"),
    "bounce": lazy_gettext("Not delivered"),
    "discarded": lazy_gettext("Discarded"),
    "waiting": lazy_gettext("Waiting"),
}
REASON_NAMES = {
    "sender": lazy_gettext("It was sent from another address than the one we wrote to."),
    "ended": lazy_gettext("The address it was sent to is no longer good."),
    "no address": lazy_gettext(
        "It is no reply to a mail of ours. Nobody has proven that the sender is who it says."
    ),
    "refused": lazy_gettext("The question takes no reply from this person now."),
    "empty": lazy_gettext("There is nothing new in it."),
    "too large": lazy_gettext("It is too large. Only its beginning was kept."),
    "unreadable": lazy_gettext("It could not be read."),
    "often": lazy_gettext("Too many mails came from this address."),
}
