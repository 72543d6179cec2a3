"""What of a text for everybody also stands in the private part: addresses, numbers, names. Found, not judged.

An agent who publishes a summary sees each of these marked and decides. Compared is what people can tell apart: numbers
by their digits alone, addresses and names without regard to capitals.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

DIGITS_MIN = (
    4  # of a number that may name somebody or something: "3 days" and a year's last digits say nothing
)
SAME_ENDING_MIN = 7  # digits by which two writings of one telephone number are known
NAME_MIN_CHARS = 3  # of a Latin name: "Al" stands in too many words
_MAIL = re.compile(r"[^\s@<>()\[\],;:\"']{1,64}@[^\s@<>()\[\],;:\"']{1,190}\.[^\W\d_]{2,24}")
_IP4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)")
_IP6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])")
# Digits with what people put between them ("+44 20 7946-0018", "4111 1111 1111 1111"), and the letters of an order
# number before or among them ("AB-12345", "ZX81-99X").
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])\+?\(?(?:[A-Za-z]{1,6}[-/.]?)?\d[\dA-Za-z./()-]*(?: [-(/]?\d[\dA-Za-z./()-]*)*"
)
_WORD = re.compile(r"[^\W\d_][^\W\d_'’-]*(?:['’-][^\W\d_]+)*")
_SENTENCE_ENDS = re.compile(r"(?:^|[.!?:;。！？\n]|[*#>\-]\s)\s*[\"'“„«(*_]*$")
_CASELESS = re.compile("[\u0590-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
#: Languages that write every noun with a capital: there a capital alone makes no name.
NOUNS_IN_CAPITALS = ("de", "lb")
#: What often begins a sentence and no name: "Hello Anna", "Meine Karte".
_OFTEN_FIRST = (
    "hello dear hey please thanks thank the this that these those there they then when where what why how our your "
    "his her its and but for with from after before since yesterday today can could would call see not yes "
    "hallo guten liebe lieber ich mein meine meinen meiner der die das den dem ein eine einen einer wir sie und aber "
    "wenn dann bei mit von nach seit heute gestern bitte danke diese dieser dieses unser unsere ihre ihr für auf aus "
    "bonjour mon mes ma le la les une des nous vous pour avec merci hola por mi mis el los las una gracias"
)
_BEGINNERS = frozenset(_OFTEN_FIRST.split())


class Found(NamedTuple):
    """A place in the public text, from `start` to `end`, that also stands in the private part. `kind`: mail | number |
    address (of a network) | name."""

    start: int
    end: int
    kind: str


def find(
    text: str, private: Sequence[str], names: Iterable[str], public: Sequence[str], lang: str
) -> list[Found]:
    """What of `text` also stands in the `private` texts, from front to back, without overlaps.

    `names`: of the customer and of others who may not be named (and the customer's mail address); they are found
    whether or not the private part holds them. `public`: what everybody reads anyhow; a capitalised word of it is no
    secret. Capitalised words count as names where they don't begin a sentence, in `lang` that has capitals for names.
    """
    hidden = _hidden(private, names, public, lang)
    found: list[Found] = []
    for kind, matches in (
        ("mail", _mails(text)),
        ("address", _addresses(text)),
        ("number", _numbers(text)),
        ("name", _words(text, hidden["name"])),
    ):
        for start, end, value in matches:
            free = all(end <= f.start or start >= f.end for f in found)
            if free and (value in hidden[kind] or (kind == "number" and _part_of(value, hidden[kind]))):
                found.append(Found(start, end, kind))
    return sorted(found)


def pieces(text: str, found: Sequence[Found]) -> list[tuple[str, bool]]:
    """`text` in pieces, each with whether it is one of `found`: for `pieces()` of the components."""
    parts, at = [], 0
    for place in found:
        parts += [(text[at : place.start], False), (text[place.start : place.end], True)]
        at = place.end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _hidden(
    private: Sequence[str], names: Iterable[str], public: Sequence[str], lang: str
) -> dict[str, set[str]]:
    hidden: dict[str, set[str]] = {"mail": set(), "address": set(), "number": set(), "name": set()}
    for text in private:
        hidden["mail"] |= {value for _s, _e, value in _mails(text)}
        hidden["address"] |= {value for _s, _e, value in _addresses(text)}
        hidden["number"] |= {value for _s, _e, value in _numbers(text)}
    known = {_plain(match[0]) for text in public for match in _WORD.finditer(text)}
    for text in private:
        hidden["name"] |= {name for name in _capitalised(text, lang) if name not in known}
    for name in names:
        hidden["mail"] |= {value for _s, _e, value in _mails(name)}
        if "@" not in name:
            hidden["name"] |= {_plain(part) for part in re.split(r"[\s,.]+", name) if _long_enough(part)}
    return hidden


def _mails(text: str) -> list[tuple[int, int, str]]:
    return [(m.start(), m.end(), m[0].casefold()) for m in _MAIL.finditer(text)]


def _addresses(text: str) -> list[tuple[int, int, str]]:
    return [
        (m.start(), m.end(), m[0].casefold())
        for pattern in (_IP4, _IP6)
        for m in pattern.finditer(text)
        if any(c.isalnum() for c in m[0])
    ]


def _numbers(text: str) -> list[tuple[int, int, str]]:
    found = []
    for match in _NUMBER.finditer(text):
        end = match.end() - (len(match[0]) - len(match[0].rstrip("()./- ")))
        digits = "".join(str(unicodedata.digit(c)) for c in text[match.start() : end] if c.isdecimal())
        if len(digits) >= DIGITS_MIN:
            found.append((match.start(), end, digits))
    return found


def _part_of(digits: str, hidden: set[str]) -> bool:
    """With or without a country's number in front: seven digits that end a longer number are the same telephone."""
    core = digits.lstrip("0")
    return len(core) >= SAME_ENDING_MIN and any(
        h.endswith(core) or core.endswith(h.lstrip("0")) for h in hidden if len(h) >= SAME_ENDING_MIN
    )


def _words(text: str, hidden: set[str]) -> list[tuple[int, int, str]]:
    found = [(m.start(), m.end(), _bare(_plain(m[0]), hidden)) for m in _WORD.finditer(text)]
    for name in hidden:
        if _CASELESS.search(name):  # no spaces between words: look for the letters themselves
            found += [(m.start(), m.end(), name) for m in re.finditer(re.escape(name), text.casefold())]
    return found


def _bare(word: str, hidden: set[str]) -> str:
    """Of a name with its "'s" behind it: the name."""
    if word in hidden:
        return word
    stem = re.sub(r"['’]?s$", "", word)
    return stem if stem in hidden else word


def _capitalised(text: str, lang: str) -> set[str]:
    """Words with a capital that don't begin a sentence; where nouns have capitals, only two such words in a row."""
    names: set[str] = set()
    words = list(_WORD.finditer(text))
    for place, match in enumerate(words):
        word = match[0]
        if not word[0].isupper() or not _long_enough(word) or _plain(word) in _BEGINNERS:
            continue
        begins = _SENTENCE_ENDS.search(text[max(0, match.start() - 12) : match.start()]) is not None
        neighbours = [words[n] for n in (place - 1, place + 1) if 0 <= n < len(words)]
        in_a_row = any(
            other[0][0].isupper() and _plain(other[0]) not in _BEGINNERS and _touch(text, match, other)
            for other in neighbours
        )
        if in_a_row or not (begins or lang in NOUNS_IN_CAPITALS):
            names.add(re.sub(r"['’]s$", "", _plain(word)))
    return names


def _touch(text: str, one: re.Match[str], other: re.Match[str]) -> bool:
    first, second = sorted((one, other), key=lambda match: match.start())
    return text[first.end() : second.start()] == " "


def _long_enough(word: str) -> bool:
    return len(word) >= (2 if _CASELESS.search(word) else NAME_MIN_CHARS)


def _plain(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold()
