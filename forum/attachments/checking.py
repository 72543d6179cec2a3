"""What a sent file is: by its ending and by how it begins. Pictures are drawn anew."""

from __future__ import annotations

from typing import NamedTuple

from forum.attachments import limits, names, policy
from forum.core.errors import Invalid
from forum.core.text import N_
from forum.pictures import drawing

FIELD = "files"
KINDS_WE_TAKE = N_("Send pictures, PDF, text, CSV, JSON, ZIP or office files. We take no others.")
TOO_LARGE = N_("One of your files is too large.")
EMPTY = N_("One of your files is empty.")
UNREADABLE = N_("One of your files is not what its name says.")
TOO_MANY = N_("These are too many files for one message.")


class Checked(NamedTuple):
    """A file that may be kept."""

    data: bytes
    name: str
    kind: str


def check(data: bytes, name: str) -> Checked:
    """Say what it is, and draw it anew if it is a picture. Raises `Invalid` with a sentence for "files"."""
    name = names.clean(name)
    kind = names.ending(name)
    if kind not in policy.KINDS and kind not in policy.PICTURES:
        raise _wrong(KINDS_WE_TAKE)
    if not data:
        raise _wrong(EMPTY)
    if len(data) > limits.bytes_max():
        raise _wrong(TOO_LARGE)
    if kind in policy.PICTURES:
        try:
            drawn = drawing.draw(data)
        except Invalid as error:
            raise _wrong(error.errors.get("picture", UNREADABLE)) from None
        return Checked(drawn.data, names.with_ending(name, "webp"), "webp")
    begins = policy.BEGINS.get(kind)
    if (begins is not None and not data.startswith(begins)) or (begins is None and b"\0" in data):
        raise _wrong(UNREADABLE)
    return Checked(data, name, kind)


def _wrong(sentence: str) -> Invalid:
    return Invalid(errors={FIELD: sentence})
