"""A text as the filter reads it: words and pairs of words, pairs and triples of characters where a script has no spaces,
and the forms of what spam carries (telephone numbers, addresses, letters that only look like letters)."""

from __future__ import annotations

import itertools
import re
import unicodedata
import zlib
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from forum.core import addresses

FEATURES = 1 << 16
READ_MAX_CHARS = 4000  # of a post: who hides spam after so much text hides it from readers too

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"']+", re.IGNORECASE)
_HANDLE = re.compile(
    r"(?:\bwa\.me/|\bt\.me/|telegram|whats\s?app|wechat|line\s?id|微信|薇信|加v|\bqq\b)", re.IGNORECASE
)
# Bounded: without, each letter of a long run without spaces would be tried as the start of an address of all the rest.
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,60}")
# Nine to fifteen digits with whatever spammers put between them; dates and prices have fewer, order numbers no breaks.
_PHONE = re.compile(r"(?:\+|\(|\b)\d(?:[ \-_.*/()⥄~～|]{0,3}\d){8,14}(?!\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+", re.UNICODE)
_NO_SPACES = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe0f\ufeff]")
_CIRCLED = re.compile("[\u2460-\u24ff\u2776-\u2793]")
_DIGITS = re.compile(r"[\u2460-\u24ff\u2776-\u2793]|[^\x00-\x7f\D]")
_PICTURE = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf]")


class Read(NamedTuple):
    """The features of one text: `names` to say them to people, `marks` (sorted, each once, uint32) to weigh them."""

    names: list[str]
    marks: NDArray[np.uint32]
    links: int


def read(title: str, text: str) -> Read:
    """Read a post. The same words always give the same marks, in every process and version."""
    raw = f"{title}\n{text}"[:READ_MAX_CHARS]
    plain = _DIGITS.sub(_digit, _UNSEEN.sub("", unicodedata.normalize("NFKC", raw)))
    links = _LINK.findall(plain)
    names = _forms(raw, plain, links)
    bare = _MAIL.sub(" ", _LINK.sub(" ", plain)).casefold()
    for run in _NO_SPACES.findall(bare):
        names += [run[i : i + n] for n in (2, 3) for i in range(len(run) - n + 1)]
    words = _WORD.findall(_NO_SPACES.sub(" ", bare))
    words = [word if not word.isdecimal() else f"#{min(len(word), 6)}" for word in words if len(word) < 40]
    names += words
    names += [f"{first} {second}" for first, second in itertools.pairwise(words)]
    names = list(dict.fromkeys(names))
    return Read(names, np.unique(np.array([mark(name) for name in names], dtype=np.uint32)), len(links))


def mark(name: str) -> int:
    """The number of a feature; a few names share one."""
    return zlib.crc32(name.encode()) % FEATURES


def pack(marks: NDArray[np.uint32]) -> bytes:
    """As a row keeps them."""
    return marks.astype("<u4").tobytes()


def unpack(kept: bytes) -> NDArray[np.uint32]:
    """Undo `pack`."""
    return np.frombuffer(kept, dtype="<u4")


def _digit(found: re.Match[str]) -> str:
    """Circled, negative, of another script: what it counts is plain."""
    value = unicodedata.digit(found[0], None)
    return found[0] if value is None else str(value)


def _forms(raw: str, plain: str, links: list[str]) -> list[str]:
    """What spam looks like whatever it says. Names begin with a colon: no word does."""
    found = []
    if links:
        found += [":a link"] + [f":{min(len(links), 4)} links"] * (len(links) > 1)
        for link in links[:10]:
            host = (
                addresses.split(link if "//" in link else f"//{link}").netloc.casefold().removeprefix("www.")
            )
            found.append(f":link to {host}")
            if (ending := host.rpartition(".")[2]) not in ("com", "net", "org"):
                found.append(f":link to .{ending}")
        if len(plain) < 60 * len(links):
            found.append(":little but links")
    if _PHONE.search(_LINK.sub(" ", plain)):
        found.append(":a telephone number")
    if _HANDLE.search(plain):
        found.append(":a messenger")
    if _MAIL.search(plain):
        found.append(":a mail address")
    letters = [c for c in plain if c.isalpha()]
    if len(letters) > 20 and sum(map(str.isupper, letters)) > 0.6 * len(letters):
        found.append(":capitals")
    # Letters of mathematics, circled digits: NFKC makes most of them plain, and nobody types them.
    dressed = sum(unicodedata.normalize("NFKC", c) != c for c in set(raw) if not "\uff00" <= c <= "\uffef")
    if dressed > 4 or len(_CIRCLED.findall(raw)) > 4:
        found.append(":dressed-up letters")
    if _UNSEEN.search(raw.replace("\ufe0f", "")):
        found.append(":unseen characters")
    if len(_PICTURE.findall(plain)) > 2:
        found.append(":many pictures")
    if _mixes_scripts(plain):
        found.append(":letters of another script")
    return found


def _mixes_scripts(plain: str) -> bool:
    """Is there a word with Latin and Cyrillic or Greek letters? Each looks like the other."""
    for word in _WORD.findall(plain)[:400]:
        if not word.isascii() and len({_script(c) for c in word} & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            return True
    return False


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
