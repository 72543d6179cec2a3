"""Names of files, as strangers give them: made harmless once, before they are kept."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from forum.attachments.policy import NAME_MAX_CHARS
from forum.core.text import clean_line

_PARTS = re.compile(r"[/\\]+")
# What file systems and shells read as something else, and the invisible letters that hide an ending.
_UNWANTED = re.compile('[<>:"|?*`$;\u200b-\u200f\u2028-\u2029\u2060-\u206f\u061c]')


def clean(name: str) -> str:
    """The last part of what may have been a path: one line, no control or direction characters, at most
    `NAME_MAX_CHARS`, its ending kept. Never empty, never "." or ".."."""
    last = _PARTS.split(clean_line(name))[-1]
    last = _UNWANTED.sub("", unicodedata.normalize("NFC", last)).strip(" .")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        return last[:NAME_MAX_CHARS] or "file"
    ending = ending[:10]
    return f"{stem[: NAME_MAX_CHARS - len(ending) - 1].strip(' .') or 'file'}.{ending}"


def ending(name: str) -> str:
    """What stands behind the last dot, in small letters; empty when there is none."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def with_ending(name: str, new: str) -> str:
    """`name` with another ending."""
    return f"{name.rpartition('.')[0] or name}.{new}"


def disposition(name: str, shown: bool) -> str:
    """The header Content-Disposition (RFC 6266): a plain name for old browsers, the whole one for the others."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    how = "inline" if shown else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
