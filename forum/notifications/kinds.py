"""What can be told. Features register their kinds with the sentence that the inbox shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Makes the sentence, in the language of whoever reads it now: ``lambda v: _("%(who)s answered ...", **v)``.
Sentence = Callable[[dict[str, Any]], str]

_sentences: dict[str, Sentence] = {}


def register(kind: str, sentence: Sentence) -> None:
    """Say how notices of `kind` read."""
    _sentences[kind] = sentence


def sentence(kind: str, values: dict[str, Any]) -> str:
    """The sentence of one notice; the bare kind when its feature is gone."""
    found = _sentences.get(kind)
    return found(values) if found else kind
