"""How easy a text is to read, in figures that hold for each of the site's languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$)|[。！？：]+|\n+")
_WORD = re.compile(r"[^\W\d_](?:[\w’'-]*\w)?")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_PICTURE_WITHOUT_WORDS = re.compile(r"<img(?![^>]*\balt=\"[^\"]+\")[^>]*>")

LONG_WORD_CHARS = 6  # a longer one is a long word (Björnsson)
WORDS_A_MINUTE = 200
CHARS_A_MINUTE = 400  # of Chinese and Japanese
LIX_EASY, LIX_HARD = 40.0, 50.0  # below: easy, as news and fiction; above: hard, as official texts
CHARS_A_SENTENCE_HARD = 60.0  # of Chinese and Japanese


@dataclass(frozen=True, slots=True)
class Readability:
    """`lix`: None where words are not spaced. `level`: "easy", "middling" or "hard"; "" for too short a text."""

    words: int  # or characters, where words are not spaced
    spaced: bool
    sentences: int
    minutes: int
    lix: float | None
    level: str
    pictures_without_words: int

    @property
    def per_sentence(self) -> float:
        """Words (or characters) a sentence."""
        return self.words / max(1, self.sentences)


def of(text: str, html: str = "") -> Readability:
    """Figures of a plain text; `html` is looked at for pictures that nobody described.

    LIX = words / sentences + 100 * words of more than 6 letters / words (C. H. Björnsson, "Läsbarhet", 1968), made for
    Swedish and used for all languages with spaces; headings and list items end a sentence.
    """
    sentences = len([part for part in _SENTENCE_END.split(text) if part.strip()])
    undescribed = len(_PICTURE_WITHOUT_WORDS.findall(html))
    unspaced = len(_UNSPACED.findall(text))
    words = _WORD.findall(_UNSPACED.sub(" ", text))
    if unspaced > len(words):
        mean = unspaced / max(1, sentences)
        level = (
            "hard"
            if mean > CHARS_A_SENTENCE_HARD
            else "middling"
            if mean > CHARS_A_SENTENCE_HARD / 2
            else "easy"
        )
        minutes = max(1, round(unspaced / CHARS_A_MINUTE))
        return Readability(
            unspaced, False, sentences, minutes, None, level if sentences > 2 else "", undescribed
        )
    long_ones = sum(1 for word in words if len(word) > LONG_WORD_CHARS)
    lix = len(words) / max(1, sentences) + 100.0 * long_ones / max(1, len(words))
    level = "easy" if lix < LIX_EASY else "hard" if lix > LIX_HARD else "middling"
    enough = len(words) >= 20
    minutes = max(1, round(len(words) / WORDS_A_MINUTE))
    return Readability(
        len(words), True, sentences, minutes, lix if enough else None, level if enough else "", undescribed
    )
