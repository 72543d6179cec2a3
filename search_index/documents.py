"""The one shape in which everything is indexed: articles and questions alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What a reader may find, as plain text (Markdown is fine), written once per change.

    `id` is `kind:number` ("article:12"). `slot` is a small whole number >= 0 that the document keeps for ever: it is
    the row of the document in the signals file. `created` is in unix seconds. `version` is the version of the
    database row this was made from; `Engine.versions()` gives it back, so that a check finds what is out of step.
    """

    id: str
    slot: int
    kind: str
    lang: str
    title: str
    phrasings: tuple[str, ...] = ()
    summary: str = ""
    body: str = ""
    solution: str = ""
    answers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    topic: str = ""
    external_id: str | None = None
    created: float = 0.0
    version: int = 0
    learned: tuple[tuple[str, float], ...] = ()
    """Words of searches that ended here satisfied, each with its weight (1.0 = one full satisfied search)."""
    still_answers: float = 1.0
    """How far what was learned still holds, 0..1: low when searches of late pass over it."""
