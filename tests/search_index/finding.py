"""Short words for what the stories do with an engine."""

from search_index import Engine, SearchRequest
from search_index.engine import Pieces, SearchAnswer


def ask(engine: Engine, words: str, **more: object) -> SearchAnswer:
    return engine.search(SearchRequest(words, **more))  # type: ignore[arg-type]


def find(engine: Engine, words: str, **more: object) -> list[str]:
    """The ids found, best first."""
    return [result.id for result in ask(engine, words, **more).results]


def marked(pieces: Pieces) -> list[str]:
    return [text for text, highlighted in pieces if highlighted]


def plain(pieces: Pieces) -> str:
    return "".join(text for text, _ in pieces)
