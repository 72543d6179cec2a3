"""Words that no document has -> words that some have: compounds taken apart or completed, slips of the key mended.

Slips: the optimal string alignment distance (insert, delete, replace, swap neighbours) to terms with the same first
letter, at most 1 for short words and 2 for longer ones; the nearest, and of those the most frequent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search_index import analysis

MIN_LETTERS = 4  # shorter words have too many neighbours
MAX_LETTERS = 40  # longer is no word, and comparing costs its length
TWO_SLIPS_FROM = 7  # letters from which two slips are forgiven
MENDED_SHARE = 0.7  # of a word's weight: a guess counts less than what was typed
LONGER_SHARE = 0.5  # "lösenord" for a document that only says "lösenordsåterställning"
MAX_LONGER = 6
COMPOUND_LETTERS = 8
PART_LETTERS = 4


class Terms(Protocol):
    """What mending asks of an index."""

    def frequency(self, term: str) -> int: ...

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]: ...

    def spellings(self, letter: str) -> Sequence[str]:
        """The terms that begin with this letter and are words (no numbers, no pairs of signs)."""
        ...


@dataclass(frozen=True, slots=True)
class Mended:
    """What to look up instead: one or more words, each with alternatives; `slip` when it was misspelt."""

    words: tuple[tuple[str, ...], ...]
    share: float
    slip: bool = False


def mend(forms: Sequence[str], raw: str, terms: Terms, compounds: bool) -> Mended | None:
    """What to look up for a word that no document has; None when nothing is near."""
    if not MIN_LETTERS <= len(raw) <= MAX_LETTERS or not raw.isalpha() or not forms[0].isalpha():
        return None
    if len(raw) > PART_LETTERS:
        longer = [term for form in forms[:3] for term, _ in terms.completions(form, MAX_LONGER)]
        if longer:
            return Mended((tuple(dict.fromkeys(longer))[:MAX_LONGER],), LONGER_SHARE)
    if compounds and len(raw) >= COMPOUND_LETTERS:
        parts = _taken_apart(analysis.fold(raw), terms)
        if parts:
            return Mended(parts, MENDED_SHARE)
    near = nearest(forms, terms)
    if near:
        return Mended(((near,),), MENDED_SHARE, slip=True)
    begins = _begins_with(analysis.fold(raw), terms) if compounds and len(raw) >= COMPOUND_LETTERS else ()
    return Mended((begins,), LONGER_SHARE) if begins else None


def nearest(forms: Sequence[str], terms: Terms) -> str | None:
    """The term that was probably meant."""
    best: tuple[int, int, str] | None = None
    for form in dict.fromkeys(forms[:3]):
        if len(form) < MIN_LETTERS - 1:
            continue
        allowed = 2 if len(form) >= TWO_SLIPS_FROM else 1
        found = process.extract(
            form, terms.spellings(form[0]), scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        for term, distance, _ in found:
            key = (int(distance), -terms.frequency(term), term)
            if term != form and (best is None or key < best):
                best = key
    return best[2] if best else None


def _taken_apart(word: str, terms: Terms) -> tuple[tuple[str, ...], ...]:
    """Two parts that documents have, with or without a linking s; the most even cut."""
    cuts = sorted(range(PART_LETTERS, len(word) - PART_LETTERS + 1), key=lambda cut: abs(2 * cut - len(word)))
    for cut in cuts:
        left, right = word[:cut], word[cut:]
        for first in dict.fromkeys((left, left[:-1] if left.endswith("s") else left)):
            known = _known(first, terms)
            if len(first) >= PART_LETTERS and known:
                rest = _known(right, terms)
                if rest:
                    return known, rest
    return ()


def _begins_with(word: str, terms: Terms) -> tuple[str, ...]:
    """The longest beginning that documents have: "garantitid" where only "garanti" is known."""
    for cut in range(len(word) - 2, PART_LETTERS, -1):
        known = _known(word[:cut], terms)
        if known:
            return known
    return ()


def _known(word: str, terms: Terms) -> tuple[str, ...]:
    forms = dict.fromkeys((word, *(analysis.form(word, lang) for lang in ("sv", "de", "nl"))))
    return tuple(form for form in forms if terms.frequency(form))
