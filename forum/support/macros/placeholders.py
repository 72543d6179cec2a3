"""`{{customer}}` and its like: found, checked and filled. Nothing else stands between double braces."""

from __future__ import annotations

import re
from collections.abc import Mapping

NAMES = ("customer", "agent", "title", "case", "site")
_PLACE = re.compile(r"\{\{([^{}\n]{0,60})\}\}")
_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def unknown(text: str) -> list[str]:
    """What stands between double braces and can't be filled, each once, as it was written."""
    found = (match[1].strip() for match in _PLACE.finditer(text))
    return list(dict.fromkeys(name for name in found if name not in NAMES))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every known placeholder filled; names and titles can't bring Markdown of their own."""
    return _PLACE.sub(
        lambda match: _plain(values[n]) if (n := match[1].strip()) in values else match[0], text
    )


def _plain(value: str) -> str:
    return _MARKS.sub(r"\\\1", value)
