"""The language of a query, where its small words tell it. Most queries are too short to tell, and then nothing is guessed."""

import re

from search_index import stop_words

_WORDS = re.compile(r"[^\W\d_]+")
_KANA = re.compile("[\u3040-\u30ff]")
_TELLING = 2  # small words of one language, and fewer of any other


def told(words: str) -> str | None:
    """ "en", "sv" ... when at least two words of `words` are small words ("what", "vilken") of that language and fewer are
    of any other; "ja" when there is kana. Kanji alone is Chinese or Japanese: None."""
    if _KANA.search(words):
        return "ja"
    typed = [word.lower() for word in _WORDS.findall(words[:600])]
    counts = {lang: sum(word in small for word in typed) for lang, small in stop_words.STOP_WORDS.items()}
    best, second = sorted(counts.values(), reverse=True)[:2]
    if best < _TELLING or best == second:
        return None
    return next(lang for lang, count in counts.items() if count == best)
