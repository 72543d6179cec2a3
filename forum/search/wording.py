"""Searches that say the same in other forms have one normal form: the same words, whatever their order and endings."""

from __future__ import annotations

from forum.config import LANGUAGES
from search_index import analysis, stop_words

NORMAL_MAX = 200  # characters; a longer search is a paste that nobody else makes


def normal(words: str) -> str:
    """Stems in order of the alphabet, each once, without words that say little (unless there are no others).

    "Paying when travelling?" and "travel, pay" are both "pay travel". Empty for text without a word.
    """
    typed = analysis.query_words(words, LANGUAGES, 60)
    telling = [word for word in typed if word.raw not in stop_words.EVERY]
    strong = [word for word in telling if not word.forms[0].startswith(analysis.WEAK)]
    stems = {word.forms[0] for word in strong or telling or typed}
    return " ".join(sorted(stems))[:NORMAL_MAX]
