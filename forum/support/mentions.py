"""Who is named in an internal note: "@Ana", "@Ana Lind". Only people of the company can be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_AT = re.compile(r"(?<![\w@.])@(?=\w)")


def named_in(text: str, staff: Sequence[tuple[int, str]]) -> list[int]:
    """Ids of those named, in the order of the text. `staff`: (id, name). The whole name, or a first name that only one
    of them has; letters small or not."""
    firsts = Counter(_key(name.split()[0]) for _id, name in staff if name.strip())
    names = [(_key(name), person_id) for person_id, name in staff if name.strip()]
    names += [
        (_key(name.split()[0]), person_id)
        for person_id, name in staff
        if name.strip() and firsts[_key(name.split()[0])] == 1
    ]
    names.sort(key=lambda pair: -len(pair[0]))
    found: list[int] = []
    for match in _AT.finditer(text):
        rest = _key(text[match.end() :])
        for name, person_id in names:
            if rest.startswith(name) and not rest[len(name) : len(name) + 1].isalnum():
                found.append(person_id)
                break
    return list(dict.fromkeys(found))


def _key(text: str) -> str:
    return " ".join(text.casefold().split(" "))
