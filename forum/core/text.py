"""Text that comes in: cleaned once, before it is stored."""

from __future__ import annotations

import re
import unicodedata

# C0 without tab and newline, DEL, C1, and the controls that reorder text on screen (bidi overrides and isolates).
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_SLUG_MAX = 80


def N_(message: str) -> str:
    """Mark a sentence for the catalogue where it can't be translated yet: actions know no language.

    `forum.core.pages` translates the messages of errors when it shows them.
    """
    return message


def clean(text: str) -> str:
    """Normalise newlines and Unicode (NFC), drop control characters and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "ignore").decode("utf-8")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def unwanted(text: str) -> bool:
    """Whether there is something in it that `clean` would drop."""
    return bool(_UNWANTED.search(text))


def clean_line(text: str) -> str:
    """`clean`, and on one line: for titles, names, tags, reasons."""
    return " ".join(clean(text).split())


def slugify(text: str) -> str:
    """Words of `text` for an address: letters of any script are kept, so Chinese titles stay readable.

    Never empty: text without a letter or digit gives "-".
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    folded = unicodedata.normalize("NFD", text)
    latin = "".join(c for c in folded if not unicodedata.combining(c) or ord(c) > 0x36F)
    slug = re.sub(r"[^\w]+", "-", unicodedata.normalize("NFC", latin)).replace("_", "-").strip("-")
    return slug[:_SLUG_MAX].rstrip("-") or "-"


def language(code: str) -> str:
    """A content language as two or three letters: "zh-Hans" and "zh_CN" are "zh"; unknown text is "und"."""
    short = re.split(r"[-_]", code.strip().lower(), maxsplit=1)[0]
    return short if re.fullmatch(r"[a-z]{2,3}", short) else "und"
