"""Words and meaning summed: which of the two to trust, language by language.

    reach(L) = the share of the query's weight that any good document in language L says; 0 when the query's small words
               tell that it is in another language (`languages.py`)
    trust(L) = (reach(L) - STRANGE) / (FAMILIAR - STRANGE) within 0..1, at least LONG * min(1, words found / MANY)
    text     = (WORDS * trust(L) * words / best words  +  WORDS * (greatest trust - trust(L)) * cosine / SAME
                + nearness of meaning + votes of past searches) / the same with every share at its best

A query is trusted by its words where its words are known, however little of a long one the best document says. Of a
query in another language hardly a word is known and its meaning decides; but of a long question in a foreign language
the words that are known are names and menu entries, so they keep a voice. A document in a language that can't say the
words is not worse for it: what its words would have said is guessed by its cosine.

Codes (words of four signs or more with a digit) and quoted phrases are the same in every language: a document that says
them is trusted by its words whatever its language, nothing is guessed for those that don't say them, and where a phrase
was quoted they have only UNQUOTED of their score.
"""

from collections.abc import Sequence

from search_index import weights
from search_index.query import Plan
from search_index.tuning import DEFAULT, Tuning


class Trust:
    """How far the words of one query are trusted, over the documents that were looked at."""

    def __init__(
        self,
        plan: Plan,
        said: Sequence[tuple[str, int, bool]],
        told: str | None = None,
        tuning: Tuning = DEFAULT,
    ) -> None:
        """`said`: of each document its language, the query's words that it says as bits (1 << number of the word), and
        whether it says its codes and phrases exactly. `told`: the language of the query, if known."""
        by_lang: dict[str, int] = {}
        every = 0
        for lang, bits, _ in said:
            by_lang[lang] = by_lang.get(lang, 0) | bits
            every |= bits
        mass = plan.mass
        floor = weights.TRUST_LONG * min(1.0, every.bit_count() / weights.TRUST_MANY)
        self._trust = {
            lang: floor if mass <= 0 or (told and lang and lang != told)
            else max(floor, _share(covered(plan, bits) / mass))
            for lang, bits in by_lang.items()
        }  # fmt: skip
        self._exact = any(exact for _, _, exact in said)
        self._unquoted = weights.UNQUOTED if plan.phrases and self._exact else 1.0
        self._most = 1.0 if self._exact else max(self._trust.values(), default=0.0)
        self._weight = tuning.words
        self.whole = self._weight * self._most + 1.0
        """The words and the meaning, every share at its best."""

    def parts(
        self, lang: str, exact: bool, words: float, cosine: float, near: float, votes: float, most: float
    ) -> tuple[float, float, float]:
        """Words, meaning and past searches; their sum is the text score, in 0..1 or so.

        `words` in 0..1 of the best words in this answer; `near` in 0..1 the cosine between the usual and the nearest;
        `votes` of past searches (`learning.votes`), of at most `most` in this answer.
        """
        trust = 1.0 if exact else self._trust.get(lang, 0.0)
        whole = self.whole + most
        unsaid = 0.0
        if not self._exact:
            unsaid = (self._most - trust) * min(1.0, max(0.0, cosine) / weights.SAME_COSINE)
        share = (1.0 if exact else self._unquoted) / whole
        return self._weight * trust * words * share, (near + self._weight * unsaid) * share, votes * share


def covered(plan: Plan, bits: int) -> float:
    """The weight of these words of the query."""
    return sum(group.weight for number, group in enumerate(plan.groups) if bits >> number & 1)


def codes(plan: Plan) -> int:
    """The words of the query that are codes, versions, numbers of models or orders, as bits."""
    return sum(
        1 << number
        for number, group in enumerate(plan.groups)
        if len(group.raw) >= 4 and any(sign.isdigit() for sign in group.raw)
    )


def _share(reach: float) -> float:
    span = weights.TRUST_FAMILIAR - weights.TRUST_STRANGE
    return min(1.0, max(0.0, (reach - weights.TRUST_STRANGE) / span))
