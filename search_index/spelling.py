"""Words that no document has -> words that some have: compounds taken apart or completed, slips of the key mended.

Slips: the optimal string alignment distance (insert, delete, replace, swap neighbours) to terms with the same first
letter, at most 1 for short words and 2 for longer ones; the nearest, of those what the reader's language has, and of
those the most frequent. What is offered stands in a text that is there now: neither a deleted text nor what others
searched for is told to anybody.
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
RARE = 3  # a word that fewer documents have may be a slip that somebody else made too
USUAL_TIMES = 20  # ... when a word one slip away is so much more frequent


class Terms(Protocol):
    """What mending asks of an index."""

    def frequency(self, term: str) -> int: ...

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]: ...

    def spellings(self, letter: str) -> Sequence[str]:
        """The terms that begin with this letter and are words (no numbers, no pairs of signs)."""
        ...

    def written(self, term: str, lang: str = "") -> int: ...


@dataclass(frozen=True, slots=True)
class Mended:
    """What to look up instead: one or more words, each with alternatives; `slip` when it was misspelt."""

    words: tuple[tuple[str, ...], ...]
    share: float
    slip: bool = False


def mend(
    forms: Sequence[str], raw: str, terms: Terms, compounds: bool, lang: str = "", slips: bool = True
) -> Mended | None:
    """What to look up for a word that no document has; None when nothing is near. `lang`: the reader's."""
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
    near = nearest(forms, terms, lang) if slips else None
    if near:
        return Mended(((near,),), MENDED_SHARE, slip=True)
    begins = _begins_with(analysis.fold(raw), terms) if compounds and len(raw) >= COMPOUND_LETTERS else ()
    return Mended((begins,), LONGER_SHARE) if begins else None


def nearest(forms: Sequence[str], terms: Terms, lang: str = "") -> str | None:
    """The term that was probably meant by a reader of `lang`."""
    best: tuple[int, bool, int, str] | None = None
    for form in dict.fromkeys(forms[:3]):
        if len(form) < MIN_LETTERS - 1 or not form.isalpha():
            continue
        allowed = 2 if len(form) >= TWO_SLIPS_FROM else 1
        found = process.extract(
            form, terms.spellings(form[0]), scorer=OSA.distance, score_cutoff=allowed, limit=8
        )
        for term, distance, _ in found:
            times = terms.written(term) if term != form else 0
            foreign = bool(lang) and not terms.written(term, lang)
            if times and not (
                foreign and distance > 1
            ):  # two slips lead to some word of another language soon
                key = (int(distance), foreign, -times, term)
                best = key if best is None else min(best, key)
    return best[3] if best else None


def is_rare(forms: Sequence[str], raw: str, terms: Terms) -> bool:
    """May it be a slip that somebody else made too?"""
    if not MIN_LETTERS <= len(raw) <= MAX_LETTERS or not raw.isalpha() or not forms[0].isalpha():
        return False
    return sum(terms.frequency(form) for form in forms) < RARE


def usual(forms: Sequence[str], terms: Terms, lang: str) -> str | None:
    """What was perhaps meant by a rare word: one slip away, and much more frequent."""
    near = nearest(forms, terms, lang)
    if near is None or min(OSA.distance(near, form) for form in forms) > 1:
        return None
    often = terms.written(near)
    return near if often >= RARE and often >= USUAL_TIMES * sum(map(terms.written, forms)) else None


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
