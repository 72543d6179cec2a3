"""An index as searching sees it: all segments of one moment, read together."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from search_index import learning
from search_index.analysis import base_lang
from search_index.meaning import Meaning, SegmentVectors
from search_index.segment import Segment
from search_index.wordings import NAME as WORDS

KNOWN_TERMS = 10_000  # words whose frequency is remembered: about 2 MB
FEW = 50  # documents: up to here deleted ones are left out when a word is counted


class Index:
    """The segments of one moment of an index, read together. Cheap to make; never changes."""

    def __init__(
        self,
        segments: Sequence[Segment],
        meaning: Meaning | None = None,
        vectors: Sequence[SegmentVectors] = (),
        lesson: learning.Lesson | None = None,
    ) -> None:
        self.segments = list(segments)
        self.meaning = meaning
        self.vectors = list(vectors)
        self.understands = meaning is not None and meaning.embedder.name != WORDS
        """Whether its vectors say what texts mean; else only past searches have any, of their words."""
        self.lesson = lesson
        self.past = learning.Past(lesson, vectors) if lesson else None
        self.documents = sum(segment.count for segment in segments)
        self._spellings: dict[str, list[str]] = {}
        self._frequencies: dict[str, int] = {}
        self.remembered: dict[tuple[Any, ...], Any] = {}
        self._known: dict[tuple[str, ...], tuple[tuple[str, int], ...]] = {}
        self.langs = tuple(
            sorted({lang for s in segments for lang in s.columns.names.get("langs", ()) if lang})
        )

    def frequency(self, term: str) -> int:
        """In how many documents."""
        known = self._frequencies.get(term)
        if known is None:
            if len(self._frequencies) >= KNOWN_TERMS:
                self._frequencies.clear()
            known = self._frequencies[term] = self._counted(term)
        return known

    def known(self, terms: Sequence[str]) -> Sequence[tuple[str, int]]:
        """Those of the terms that occur, with their frequencies."""
        forms = tuple(terms)
        found = self._known.get(forms)
        if found is None:
            found = tuple((term, df) for term in forms if (df := self.frequency(term)))
            if len(self._known) >= KNOWN_TERMS:
                self._known.clear()
            self._known[forms] = found
        return found

    def _counted(self, term: str) -> int:
        found = sum(segment.frequency(term) for segment in self.segments)
        if 0 < found <= FEW:  # a word of deleted texts alone is no word: nothing may tell that it was there
            here = (segment.alive[segment.postings(term)[0]] for segment in self.segments)
            found = sum(int(np.count_nonzero(each)) for each in here)
        return found

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for segment in self.segments:
            counts.update(dict(segment.completions(prefix, limit)))
        return counts.most_common(limit)

    def spellings(self, letter: str) -> list[str]:
        """The words of all segments that begin with this letter, each once."""
        words = self._spellings.get(letter)
        if words is None:
            words = sorted({word for segment in self.segments for word in segment.spellings(letter)})
            self._spellings[letter] = words
        return words

    def written(self, term: str, lang: str = "") -> int:
        """In how many documents that are there now, of `lang` if given."""
        found = 0
        for segment in self.segments:
            documents, _ = segment.postings(term)
            here = segment.alive[documents]
            if lang and len(documents):
                names = segment.columns.names["langs"]
                own = [i for i, name in enumerate(names) if base_lang(name) == base_lang(lang)]
                here &= np.isin(segment.columns.langs[documents], own)
            found += int(np.count_nonzero(here))
        return found

    def surface(self, term: str) -> str:
        """A term as people write it."""
        return next((found for segment in self.segments if (found := segment.surface(term))), term)
