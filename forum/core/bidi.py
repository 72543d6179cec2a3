"""Names and titles from right to left, inside sentences that run from left to right.

"אבי (2 answers)" would come out with its number and bracket on the wrong side: digits and signs take the direction of the
letters before them. A value put into a sentence is therefore shut off from it by U+2068 and U+2069 (first strong isolate,
UAX #9, 2.4.2), which pages, mails and their subjects understand alike; for links and what stands out, `static/css/reset.css`
says the same (`unicode-bidi: plaintext`).
"""

from __future__ import annotations

import re

BEGIN, END = "\u2068", "\u2069"
#: Letters that run from right to left: Hebrew, Arabic, Syriac, Thaana, NKo and their later blocks.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def isolated(values: dict[str, object]) -> dict[str, object]:
    """What a sentence is filled in with; texts with letters from right to left shut off from what stands around them."""
    return {name: _isolated(value) for name, value in values.items()}


def _isolated(value: object) -> object:
    # Markup stays Markup: what is added to it is escaped, and these two need no escaping.
    if not isinstance(value, str) or value.isascii() or not _RIGHT_TO_LEFT.search(value):
        return value
    return BEGIN + value + END
