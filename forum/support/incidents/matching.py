"""Does somebody who writes this mean a known incident? Words that tell something, in the forms search knows them by.

There are few incidents at a time, so each is looked at; no index is asked, and nothing is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from search_index import analysis, stop_words

ENOUGH = 2.0  # two telling words of the announcement in a title; one that is all of a short search
BODY_WEIGHT = 0.5  # a long text meets words by chance
QUESTION_WEIGHT = 0.5  # so do the titles of many gathered questions: their words tell half as much
BODY_CHARS = 1_000
TOPIC_BONUS = 0.5
ALL_OF_IT_BONUS = 1.0  # every telling word that was typed is among those of the incident


def terms_of(texts: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The telling terms of (text, language) pairs."""
    found: set[str] = set()
    for text, lang in texts:
        for word in analysis.query_words(text, (lang,)):
            if word.raw not in stop_words.EVERY:
                found.update(word.forms)
    return frozenset(found)


def score(
    title: str,
    body: str,
    lang: str,
    terms: frozenset[str],
    asked: frozenset[str],
    topic_id: int | None,
    topic_ids: Sequence[int],
) -> float:
    """How well the words fit an incident's `terms` and those of the questions it gathered (`asked`).

    At least `ENOUGH` to be shown; 0 when no word of the announcement is met.
    """
    typed, met = _met(title, lang, terms)
    more = _met(body[:BODY_CHARS], lang, terms)[1] - met
    if not met and not more:
        return 0.0
    also = _met(title, lang, asked)[1] - met
    total = len(met) + BODY_WEIGHT * len(more) + QUESTION_WEIGHT * len(also)
    if topic_id is not None and topic_id in topic_ids:
        total += TOPIC_BONUS
    if typed and len(met) == typed:
        total += ALL_OF_IT_BONUS
    return total


def _met(text: str, lang: str, terms: frozenset[str]) -> tuple[int, set[str]]:
    """How many telling words there are, and which of them the incident has."""
    telling = {
        word.raw: word.forms
        for word in analysis.query_words(text, (lang,), 300)
        if word.raw not in stop_words.EVERY
    }
    return len(telling), {raw for raw, forms in telling.items() if not terms.isdisjoint(forms)}
