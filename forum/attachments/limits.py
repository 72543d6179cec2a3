"""How large files may be and how many: chosen by admins in the page."""

from __future__ import annotations

from flask_babel import lazy_gettext

from forum.core import choices
from forum.core.rate_limits import Limit

choices.group("files", lazy_gettext("Files"))
SIZE_MB = choices.number(
    "files.size_mb",
    8,
    1,
    25,
    lazy_gettext("Largest file, in megabytes"),
    lazy_gettext("For files that customers and the team send each other. Pictures are at most 8."),
)
COUNT = choices.number(
    "files.count",
    5,
    0,
    10,
    lazy_gettext("Files with one message, at most"),
    lazy_gettext("0 means that nobody can send files."),
)

BRING = Limit("bring file", 60, 3600)  # files of one person: a folder of screenshots, not a backup
BRING_AS_GUEST = Limit(
    "bring file as guest", 20, 3600
)  # files from one address, by people without an account
REQUEST_MAX_MB = (
    64  # of a form with files: what is a little too large is told beside the form, with the words kept
)
GUEST_REQUEST_MAX_MB = 16


def bytes_max() -> int:
    """The largest file, in bytes."""
    return SIZE_MB.value * 1024 * 1024
