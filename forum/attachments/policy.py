"""Which files may come in, and how many."""

from __future__ import annotations

from typing import Protocol

from forum.attachments.models import Attachment
from forum.core.roles import Viewer

NAME_MAX_CHARS = 100
WAITING_HOURS = 48  # as long as a kept form: a file whose words were never sent
ORPHAN_HOURS = 24  # a file on the disk without a row: its transaction was taken back

#: What is served, by extension: always as a download, never shown in a page. No HTML, SVG or script: a browser would run it.
KINDS: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "log": "text/plain; charset=utf-8",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8",
    "webp": "image/webp",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
#: Pictures are drawn anew, whatever they were, and kept as WebP.
PICTURES = ("gif", "jpeg", "jpg", "png", "webp")
#: How a file of a kind must begin. Kinds that are not here are text: no zero bytes.
BEGINS: dict[str, bytes] = {"pdf": b"%PDF-", "docx": b"PK", "odt": b"PK", "xlsx": b"PK", "zip": b"PK"}


class Sent(Protocol):
    """What a rule about taking needs to know."""

    @property
    def by_id(self) -> int | None: ...

    @property
    def place(self) -> str: ...


def can_take(viewer: Viewer, attachment: Attachment | Sent) -> bool:
    """A waiting file goes to whoever brought it; one that a guest brought to whoever has its key."""
    return attachment.place == "waiting" and attachment.by_id in (None, viewer.id)
