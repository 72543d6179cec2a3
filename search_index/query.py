"""The visitor's words -> a query: bounded whatever was typed, because visitors paste ten kilobytes of log."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search. `langs`: the languages of the site (the words are read in all of them; nothing is guessed).

    `body` is the text of a question being asked (the suggestions beside the ask form). `kinds`, `topics` and
    `doc_langs` filter; empty means all. `suggesting` leaves out what is unsafe or under review and what fits badly.
    `explain` fills `SearchResult.why`.
    """

    words: str
    body: str = ""
    langs: tuple[str, ...] = ("en", "sv", "fr", "ja", "zh")
    kinds: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    doc_langs: tuple[str, ...] = ()
    limit: int = 10
    offset: int = 0
    suggesting: bool = False
    explain: bool = False
