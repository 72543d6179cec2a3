"""What somebody who leaves is known by, and the words that stand in its place."""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, field
from typing import Any

from forum.core.text import slugify

ADDRESS_GONE = "[...]"
FIRST_NAME_MIN = 3  # letters: "Li" also begins sentences


@dataclass(frozen=True, slots=True)
class Identity:
    """Whoever leaves: `number` is her account, `instead` the row without a name that her posts point at afterwards,
    `called` what that row is called."""

    number: int
    instead: int
    name: str
    called: str
    addresses: tuple[str, ...] = ()
    handle: str = ""
    _rules: dict[bool, list[tuple[re.Pattern[str], str]]] = field(default_factory=dict)

    @property
    def distinct(self) -> bool:
        """Two words or more: what is called so in any text of the site is she. "Mark" alone may be a verb."""
        return len(self.name.split()) > 1

    @property
    def everywhere(self) -> tuple[str, ...]:
        """What leads to her wherever it stands."""
        full = (self.name, html.escape(self.name)) if self.distinct else ()
        number = (f"person:{self.number}", f"/people/{self.number}")
        return tuple(dict.fromkeys((*self.addresses, *full, *number)))

    @property
    def nearby(self) -> tuple[str, ...]:
        """What leads to her besides in the threads where she wrote."""
        first = self.name.split()[0] if self.name.split() else ""
        words = [self.name, html.escape(self.name), slugify(self.name)]
        words += [first] if len(first) >= FIRST_NAME_MIN else []
        return tuple(dict.fromkeys(word for word in words if word))

    def out_of(self, text: str, near: bool) -> str:
        """The text without her. `near`: it stands in a thread where she wrote, or in a case of hers."""
        if text in (self.name, self.handle) and text:
            return self.called
        for pattern, instead in self._patterns(near):
            text = pattern.sub(instead, text)
        return text

    def out_of_value(self, value: Any, near: bool) -> Any:
        """The same for what stands in a JSON column."""
        if isinstance(value, str):
            return self.out_of(value, near)
        if isinstance(value, list):
            return [self.out_of_value(each, near) for each in value]
        if isinstance(value, dict):
            return {key: self.out_of_value(each, near) for key, each in value.items()}
        return value

    def _patterns(self, near: bool) -> list[tuple[re.Pattern[str], str]]:
        if near not in self._rules:
            self._rules[near] = list(self._made(near))
        return self._rules[near]

    def _made(self, near: bool) -> list[tuple[re.Pattern[str], str]]:
        called = self.called.replace("\\", r"\\")
        shown = html.escape(called)
        rules = [
            (re.compile(rf'<a [^>]*href="/people/{self.number}"[^>]*>@[^<]*</a>'), f"@{shown}"),
            (re.compile(rf'<a [^>]*href="/people/{self.number}"[^>]*>[^<]*</a>'), shown),
            (re.compile(rf"(?<!\w)person:{self.number}(?!\d)"), f"person:{self.instead}"),
            (re.compile(rf"/people/{self.number}(?!\d)"), f"/people/{self.instead}"),
        ]
        for address in self.addresses:
            rules.append((re.compile(rf"(?<![\w.+-]){re.escape(address)}", re.I), ADDRESS_GONE))
        if self.distinct:
            for name in dict.fromkeys((self.name, html.escape(self.name))):
                rules.append((_whole(name, re.I), called))
        if near:
            rules += [(_whole(word), called) for word in self.nearby]
        return rules


def _whole(word: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", flags)


def as_in_json(word: str) -> tuple[str, ...]:
    """How a word may stand in a JSON column: as it is, or with its letters beyond ASCII written as numbers."""
    return tuple(dict.fromkeys((word, json.dumps(word)[1:-1])))
