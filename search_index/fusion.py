"""Words and meaning summed: which of the two to trust, language by language.

    reach(L) = the share of the query's weight that any good document in language L says
    trust(L) = (reach(L) - STRANGE) / (FAMILIAR - STRANGE) within 0..1, at least LONG * min(1, words found / MANY)
    text     = (WORDS * trust(L) * words / best words  +  WORDS * (greatest trust - trust(L)) * cosine / SAME
                + nearness of meaning + votes of past searches) / the same with every share at its best

A query is trusted by its words where its words are known, however little of a long one the best document says. Of a
query in another language hardly a word is known and its meaning decides; but of a long question in a foreign language
the words that are known are names, versions and menu entries, so they keep a voice. A document in a language that can't
say the words is not worse for it: what its words would have said is guessed by its cosine. Codes and quoted phrases are
words that are found or not; when found their documents are the only ones with words to speak of.
"""

from collections.abc import Iterable, Sequence

from search_index import weights
from search_index.tuning import DEFAULT, Tuning

Said = tuple[str, int]
"""A document's language, and the query's words that it says as bits: 1 << number of the word."""


class Trust:
    """How far the words of one query are trusted, over the documents that were looked at."""

    def __init__(
        self, heavy: Sequence[float], mass: float, said: Iterable[Said], tuning: Tuning = DEFAULT
    ) -> None:
        """`heavy`: the weights of the words that are known; `mass`: of all words typed."""
        by_lang: dict[str, int] = {}
        every = 0
        for lang, bits in said:
            by_lang[lang] = by_lang.get(lang, 0) | bits
            every |= bits
        floor = weights.TRUST_LONG * min(1.0, every.bit_count() / weights.TRUST_MANY)
        self._trust = {
            lang: max(floor, _share(covered(heavy, bits) / mass)) if mass > 0 else 0.0
            for lang, bits in by_lang.items()
        }
        self._most = max(self._trust.values(), default=0.0)
        self._weight = tuning.words

    def parts(
        self, lang: str, words: float, cosine: float, near: float, votes: float, most: float
    ) -> tuple[float, float, float]:
        """Words, meaning and past searches; their sum is the text score, in 0..1 or so.

        `words` in 0..1 of the best words in this answer; `near` in 0..1 the cosine between the usual and the nearest;
        `votes` of past searches (`learning.votes`), of at most `most` in this answer.
        """
        trust = self._trust.get(lang, self._most)
        whole = self._weight * self._most + 1.0 + most
        unsaid = self._weight * (self._most - trust) * min(1.0, max(0.0, cosine) / weights.SAME_COSINE)
        return self._weight * trust * words / whole, (near + unsaid) / whole, votes / whole


def covered(heavy: Sequence[float], bits: int) -> float:
    """The weight of these words."""
    return sum(weight for number, weight in enumerate(heavy) if bits >> number & 1)


def _share(reach: float) -> float:
    span = weights.TRUST_FAMILIAR - weights.TRUST_STRANGE
    return min(1.0, max(0.0, (reach - weights.TRUST_STRANGE) / span))
