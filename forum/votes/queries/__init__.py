"""Reads of votes and verdicts: how they count (`counting`), and what readers wrote (`voices`)."""

from forum.votes.queries.counting import (
    Totals,
    mine,
    my_verdict,
    of_revision,
    said_by,
    score,
    signals_of,
    tally,
    totals,
    voter,
)
from forum.votes.queries.voices import Said, Voice, Wanted, said_of, unread_count, voices, words_of

__all__ = [
    "Said",
    "Totals",
    "Voice",
    "Wanted",
    "mine",
    "my_verdict",
    "of_revision",
    "said_by",
    "said_of",
    "score",
    "signals_of",
    "tally",
    "totals",
    "unread_count",
    "voices",
    "voter",
    "words_of",
]
