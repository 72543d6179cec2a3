"""Text -> terms, every language: what is indexed and what is asked go through the same door.

Runs of letters are told apart by script. Words of alphabets get the Snowball stem of the document's language, then
lose their accents. Chinese runs (and Hangul, Thai: scripts that put no space between words) become overlapping
pairs. Japanese is cut where the script changes: kanji as pairs (a lone one as itself), katakana words whole and as
pairs, hiragana only as weak terms, which no length and no score of other words depends on. Identifiers, versions and
error codes stay whole and are cut into their parts as well. Offsets point into the text as given, for highlighting.

A document is indexed in its own language. A visitor's words are read in every language of the site: their distinct
stems are alternatives of one word (`query_words`); nothing is guessed from three words.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import Stemmer

WEAK = "~"
"""First letter of weak terms (hiragana pairs): looked up only when a query has nothing better."""

MAX_LETTERS = 64
"""A longer word is cut: nobody types it, and a stemmer would take its time."""

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u3096\u309d\u309e"
_KATAKANA = "\u30a1-\u30fa\u30fc-\u30fe\u31f0-\u31ff"
_UNSPACED = "\u0e01-\u0e3a\u0e40-\u0e4e\u1100-\u11ff\uac00-\ud7af"  # Thai, Hangul
_LETTER = f"[^\\W_{_HAN}{_HIRAGANA}{_KATAKANA}{_UNSPACED}]"
_RUNS = re.compile(
    f"({_LETTER}+(?:[-_.'\u2019@&]{_LETTER}+)*(?:\\+\\+|#)?)"
    f"|([{_HAN}]+)|([{_KATAKANA}]+)|([{_UNSPACED}]+)|([{_HIRAGANA}]+)"
)
_PARTS = re.compile(r"[^-_.@&]+")
_LETTERS_DIGITS = re.compile(r"([^\W\d_]{2,})(\d+)|(\d+)([^\W\d_]{2,})")
_ELISION = re.compile(r"(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu|dell|nell|sull|un)'(?=\w)")
_COMBINING = re.compile("[\u0300-\u036f\u1100-\u11ff\u200b-\u200d\u00ad\ufeff\uff61-\uffdc]")

# One letter becomes one letter, so offsets stay true; what needs more goes the slow way round.
_SIMPLE = {
    0xA0: " ",
    0x202F: " ",
    0x2009: " ",
    0x3000: " ",
    0x2026: " ",
    0x2122: " ",
    0x2019: "'",
    0x2011: "-",
}
_SIMPLE |= {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}

SNOWBALL = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish",
    "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "tr": "turkish",
}  # fmt: skip
COMPOUNDING = frozenset({"sv", "de", "da", "nb", "nn", "no", "nl", "fi", "hu", "et"})
"""Languages that write compound words as one."""

_SPECIAL = str.maketrans(
    {"ø": "o", "œ": "oe", "æ": "ae", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


_KEEP_ET = frozenset(
    [
        "internet",
        "intranet",
        "ethernet",
        "paket",
        "biljet",
        "budget",
        "ticket",
        "wallet",
        "tablet",
        "outlet",
        "planet",
        "kabinet",
        "market",
        "bracket",
        "bucket",
        "applet",
        "cabinet",
        "pocket",
        "socket",
        "packet",
        "target",
        "widget",
        "gadget",
        "robot",
        "pilot",
        "screenshot",
        "snapshot",
        "idiot",
    ]
)
"""Words whose -et or -ot is their own, many of them English, that a Swedish text or visitor uses."""


class Term(NamedTuple):
    """One term of a text: at word position `position`, at `text[start:end]`. Several may share a position."""

    term: str
    position: int
    start: int
    end: int


class QueryWord(NamedTuple):
    """One word of a query. `forms`: its terms in the languages asked for, the first language first."""

    forms: tuple[str, ...]
    raw: str
    position: int
    start: int
    end: int


def base_lang(lang: str) -> str:
    """ "zh-Hans" -> "zh", "pt_BR" -> "pt"."""
    return lang.replace("_", "-").partition("-")[0].lower()


@lru_cache(maxsize=32)
def _stemmer(lang: str) -> "Stemmer.Stemmer | None":
    name = SNOWBALL.get(lang)
    # Our own cache below keeps whole forms; Stemmer's would only hold the same words again.
    return Stemmer.Stemmer(name, 0) if name else None


def fold(word: str) -> str:
    """Lower-case letters without accents; kana and Han stay as they are."""
    if word.isascii():
        return word
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", bare.translate(_SPECIAL))


def _swedish(word: str) -> str:
    """Snowball leaves the Swedish neuter definite standing (lösenordet, kontot, systemets): take it off first."""
    if word in _KEEP_ET:
        return word
    bare = word[:-1] if word.endswith("s") and len(word) > 5 else word
    if len(bare) >= 5 and bare.endswith("et") and not bare.endswith(("het", "tet", "iet")):
        return bare[:-1] if bare.endswith("ndet") else bare[:-2]
    if len(bare) >= 5 and bare.endswith("ot"):
        return bare[:-1]
    return word


@lru_cache(maxsize=200_000)
def form(word: str, lang: str) -> str:
    """The term of one lower-case alphabetic word in a language (`base_lang`); unknown languages only fold."""
    if "'" in word:
        if lang in ("fr", "it", "ca"):
            word = _ELISION.sub("", word, count=1)
        elif word.endswith("'s"):
            word = word[:-2]
        word = word.replace("'", "")
    if len(word) < 4 or word[0].isdigit():
        return fold(word)
    stemmer = _stemmer(lang)
    if stemmer is None:
        return fold(word)
    if lang == "sv":
        word = _swedish(word)
    return fold(stemmer.stemWord(word))


@lru_cache(maxsize=200_000)
def _forms(word: str, lang: str) -> tuple[str, ...]:
    """The form of the word, and that of the word typed without its accents when it differs (préféré, prefere)."""
    first = form(word, lang)
    forms = (first,) if word.isascii() else tuple(dict.fromkeys((first, form(fold(word), lang))))
    return tuple(each for each in forms if each)


_Origin = tuple[list[int], list[int]]


def _normalise(text: str) -> tuple[str, _Origin | None]:
    """NFKC and lower case, and for each of its letters (start, end) in `text` (None: the same places)."""
    if text.isascii():
        return text.lower(), None
    simple = text.translate(_SIMPLE)
    lower = simple.lower()
    if len(lower) == len(text) and not _COMBINING.search(lower) and unicodedata.is_normalized("NFKC", lower):
        return lower, None
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(simple):
        end = start + 1
        while (
            end < len(simple) and _COMBINING.match(simple[end]) and not 0xFF66 <= ord(simple[end]) <= 0xFF9D
        ):
            end += 1
        piece = (
            unicodedata.normalize("NFKC", simple[start:end]).lower().replace("i\u0307", "i")
        )  # Turkish capital
        piece = "".join(c for c in piece if c not in "\u200b\u200c\u200d\u00ad\ufeff")
        out.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        start = end
    return "".join(out), (starts, ends)


_Unit = tuple[str, bool, int, int, int]
"""(raw, exact: a term as it stands, neither stemmed nor folded; position, start, end). Plain, because there are millions."""


def _units(text: str) -> Iterator[_Unit]:
    clean, origin = _normalise(text)
    position = 0
    for match in _RUNS.finditer(clean):
        which, run, at = match.lastindex, match.group(), match.start()
        if which == 1 and run.isalpha() and len(run) <= MAX_LETTERS:  # nearly all
            end = at + len(run)
            if origin is None:
                yield run, False, position, at, end
            else:
                yield run, False, position, origin[0][at], origin[1][end - 1]
            position += 1
            continue
        cuts = _word_units(run) if which == 1 else _pair_units(run, which == 3, which == 5)
        last = 0
        for raw, exact, step, start, end in cuts:
            a, z = at + start, at + end
            if origin is not None:
                a, z = origin[0][a], origin[1][z - 1]
            yield raw, exact, position + step, a, z
            last = max(last, step)
        position += last + 1


_Cut = tuple[str, bool, int, int, int]


def _word_units(run: str) -> list[_Cut]:
    """(raw, exact, step, start, end): the parts one after another; the whole, and what is in a part, beside them."""
    if len(run) > MAX_LETTERS:
        return [
            (run[:MAX_LETTERS], True, 0, 0, len(run))
        ]  # a key, a hash, a path: its beginning tells it apart
    if run.isalpha():
        return [(run, False, 0, 0, len(run))]
    parts = [(m.group(), m.start(), m.end()) for m in _PARTS.finditer(run)]
    cuts: list[_Cut] = []
    for step, (part, start, end) in enumerate(parts[:12]):
        if len(parts) > 1 and len(part) == 1 and part.isdigit():
            continue  # the 6 of 102.6.1 says nothing
        cuts.append((part, part.endswith(("+", "#")), step, start, end))
        mixed = _LETTERS_DIGITS.fullmatch(part)
        if mixed:
            middle = start + len(mixed[1] or mixed[3])
            cuts.append((part[: middle - start], False, step, start, middle))
            cuts.append((part[middle - start :], False, step, middle, end))
    if 1 < len(parts) <= 12:
        if run.isascii() and not any(c.isdigit() or c in "_@" for c in run):
            cuts.append(
                ("".join(p for p, _, _ in parts), False, 0, 0, len(run))
            )  # e-mail = email, Wi-Fi = wifi
        else:
            cuts.append((run, True, 0, 0, len(run)))
    return cuts


def _pair_units(run: str, katakana: bool, hiragana: bool) -> list[_Cut]:
    mark = WEAK if hiragana else ""
    if len(run) == 1:
        return [] if hiragana or run == "ー" else [(run, True, 0, 0, 1)]
    cuts = [(mark + run[i : i + 2], True, i, i, i + 2) for i in range(len(run) - 1)]
    if katakana and 2 < len(run) <= MAX_LETTERS:
        cuts.append((run.rstrip("ー"), True, 0, 0, len(run)))  # サーバー = サーバ
    return cuts


class Spread(NamedTuple):
    """The terms of a text as columns, an entry a term: a document has hundreds, a rebuild tens of millions."""

    terms: list[str]
    positions: list[int]
    starts: list[int]
    ends: list[int]

    def first(self, count: int) -> "Spread":
        """The first `count` terms."""
        return Spread(self.terms[:count], self.positions[:count], self.starts[:count], self.ends[:count])


def spread(text: str, lang: str) -> Spread:
    """The terms of a document's text, in order of position."""
    base = base_lang(lang)
    found = Spread([], [], [], [])
    term, place, begin, finish = (
        found.terms.append,
        found.positions.append,
        found.starts.append,
        found.ends.append,
    )
    for raw, exact, position, start, end in _units(text):
        for each in (raw,) if exact else _forms(raw, base):
            term(each)
            place(position)
            begin(start)
            finish(end)
    return found


def terms(text: str, lang: str) -> list[Term]:
    """The same, an object a term."""
    return list(map(Term, *spread(text, lang)))


def query_words(text: str, langs: Iterable[str], limit: int = 1_000) -> list[QueryWord]:
    """The first `limit` words of a query, each in all these languages."""
    bases = _bases(tuple(langs))
    words = []
    for raw, exact, position, start, end in islice(_units(text), limit):
        forms = (raw,) if exact else _query_forms(raw, bases)
        if forms:
            words.append(QueryWord(forms, raw, position, start, end))
    return words


@lru_cache(maxsize=256)
def _bases(langs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(base_lang(lang) for lang in langs)) or ("en",)


@lru_cache(maxsize=256)
def compounding(langs: tuple[str, ...]) -> bool:
    """Is one of these a language that writes compound words as one?"""
    return not COMPOUNDING.isdisjoint(_bases(langs))


@lru_cache(maxsize=50_000)
def _query_forms(raw: str, bases: tuple[str, ...]) -> tuple[str, ...]:
    forms = dict.fromkeys(each for base in bases for each in _forms(raw, base))
    forms[fold(raw.replace("'", ""))] = None  # documents in languages without a stemmer
    return tuple(each for each in forms if each)


def words(text: str) -> list[Term]:
    """Words as typed, folded but not stemmed (pairs for scripts without spaces): what type-ahead completes."""
    found = []
    for raw, exact, position, start, end in _units(text):
        if not exact:
            elided = _ELISION.match(raw)
            shift = elided.end() if elided and end - start == len(raw) else 0
            raw, start = fold(raw[shift:].replace("'", "")), start + shift
        if raw:
            found.append(Term(raw, position, start, end))
    return found
