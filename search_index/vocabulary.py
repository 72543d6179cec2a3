"""What planning a search asks of an index's words, and what it remembers of them: a site is asked the same words again and again."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol, cast

from search_index import spelling, stop_words, weights

MAX_VARIANTS = 12
MAX_ALIKE = 24  # terms that synonyms give to one word
REMEMBERED = 5_000  # words that an index was asked for: about 3 MB
NOTHING: Mapping[str, float] = {}


class Vocabulary(Protocol):
    """What planning asks of an index."""

    documents: int
    understands: bool
    """Whether meaning is asked too."""
    remembered: dict[tuple[Any, ...], Any]
    """What planning found of words before: nothing of a vocabulary ever changes."""

    def frequency(self, term: str) -> int:
        """In how many documents the term occurs (deleted ones that are still in the files included)."""

    def known(self, terms: Sequence[str]) -> Sequence[tuple[str, int]]:
        """Those of the terms that occur, with their frequencies."""

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """The most frequent terms with this prefix, with their frequencies."""

    def spellings(self, letter: str) -> Sequence[str]:
        """The terms that begin with this letter and are words."""

    def written(self, term: str, lang: str = "") -> int:
        """In how many documents that are there now (of a language) the term stands, not only in past searches for them."""


def idf(documents: int, frequency: int) -> float:
    """Robertson and Sparck Jones's weight in the form that can't turn negative."""
    return math.log(1.0 + (documents - frequency + 0.5) / (frequency + 0.5))


def rarity(vocabulary: Vocabulary, frequency: int) -> float:
    """What a word of this frequency weighs. Where only words are searched rare ones have less of a say: a text that
    uses another word for it is found by the others."""
    rare = idf(vocabulary.documents, frequency)
    return rare if vocabulary.understands else float(rare**weights.RARITY_ALONE)


class Known(NamedTuple):
    """What an index has of a word: terms to look up with their shares, its rarity, what is left of its weight for a small
    word, and whether it is so rare that it may be a slip."""

    terms: tuple[tuple[str, float], ...]
    rarity: float
    share: float
    rare: bool


def known_word(
    raw: str, forms: tuple[str, ...], vocabulary: Vocabulary, also: Mapping[str, float] = NOTHING
) -> Known:
    """The same for the same word of an index, but for synonyms; so it is looked up once."""
    if also:
        return _looked_up(raw, forms, vocabulary, also)
    found = vocabulary.remembered.get((raw, forms))
    if found is None:
        found = _looked_up(raw, forms, vocabulary, also)
        _remember(vocabulary, (raw, forms), found)
    return cast(Known, found)


def _looked_up(raw: str, forms: Sequence[str], vocabulary: Vocabulary, also: Mapping[str, float]) -> Known:
    known = vocabulary.known(forms[:MAX_VARIANTS])
    if not known and len(raw) == 1 and not raw.isascii():
        known = vocabulary.completions(raw, MAX_VARIANTS)  # a lone Han letter: the pairs it begins
    alike = vocabulary.known([t for t in list(also)[:MAX_ALIKE] if t not in forms]) if also else ()
    rare = rarity(vocabulary, min(vocabulary.documents, sum(df for _, df in (*known, *alike))))
    share = 1.0
    if raw in stop_words.EVERY:
        share = weights.STOP_WORD_FACTOR if vocabulary.understands else weights.STOP_WORD_ALONE
    terms = (*((t, 1.0) for t, _ in known), *((t, also[t]) for t, _ in alike))
    return Known(terms, rare, share, spelling.is_rare(forms, raw, vocabulary))


def usual_word(forms: tuple[str, ...], vocabulary: Vocabulary, lang: str) -> str | None:
    """What was perhaps meant by a rare word; comparing it with others takes longer than all else, so it is done once."""
    found = vocabulary.remembered.get((lang, "usual", forms))
    if found is None:
        found = (spelling.usual(forms, vocabulary, lang),)
        _remember(vocabulary, (lang, "usual", forms), found)
    return cast("tuple[str | None]", found)[0]


def _remember(vocabulary: Vocabulary, what: tuple[Any, ...], found: Any) -> None:
    if len(vocabulary.remembered) >= REMEMBERED:
        vocabulary.remembered.clear()
    vocabulary.remembered[what] = found
