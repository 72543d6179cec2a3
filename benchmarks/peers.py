"""The engines ours is compared with: SQLite's FTS5 and, when it is installed, tantivy. Title x 3 and text, words joined by OR."""

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from search_index import SearchDocument

Search = Callable[[str], list[int]]


def text(document: SearchDocument) -> str:
    """All that is not the title."""
    return "\n".join(
        (document.summary, document.body, document.solution, *document.answers, *document.phrasings)
    )


def size(folder: Path) -> float:
    """Of all files below, in MB."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def fts5(folder: Path, documents: Iterable[SearchDocument]) -> Search:
    """Index into `folder`; a search gives the ten best slots."""
    base = sqlite3.connect(folder / "fts5.db")
    base.execute("CREATE VIRTUAL TABLE texts USING fts5(title, body, tokenize='porter unicode61')")
    with base:
        base.executemany(
            "INSERT INTO texts(rowid, title, body) VALUES (?, ?, ?)",
            ((d.slot + 1, d.title, text(d)) for d in documents),
        )

    def search(words: str) -> list[int]:
        asked = " OR ".join(f'"{word}"' for word in words.split())
        rows = base.execute(
            "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts, 3.0, 1.0) LIMIT 10", (asked,)
        )
        return [row[0] - 1 for row in rows]

    return search


def tantivy(folder: Path, documents: Iterable[SearchDocument]) -> Search | None:
    """The same in tantivy, one thread; None when it is not installed. In capitals some words are operators there."""
    try:
        import tantivy as library
    except ImportError:
        return None
    shape: Any = library.SchemaBuilder()
    shape.add_unsigned_field("slot", stored=True)
    shape.add_text_field("title", tokenizer_name="en_stem")
    shape.add_text_field("body", tokenizer_name="en_stem")
    index = library.Index(shape.build(), path=str(folder))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for document in documents:
        writer.add_document(library.Document(slot=document.slot, title=document.title, body=text(document)))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(words: str) -> list[int]:
        query = index.parse_query(words.lower(), ["title", "body"], field_boosts={"title": 3.0})
        return [searcher.doc(address)["slot"][0] for _, address in searcher.search(query, 10).hits]

    return search
