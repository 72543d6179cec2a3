"""How a document lies in Whoosh: one weighted field to search, columns to filter by, the whole document stored."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields as dataclass_fields
from typing import Any

from whoosh import columns, fields, formats
from whoosh.analysis import IDAnalyzer

from search_index.documents import SearchDocument
from search_index.reading import weighted_terms

TEXT = "text"


class WeightedTerms(fields.FieldType):  # type: ignore[misc]
    """Takes ({term: weighted frequency}, length) ready made: Whoosh need not know about languages or fields.

    No positions are kept (they double the time of indexing): passages are found in the stored text.
    """

    def __init__(self) -> None:
        super().__init__(formats.Existence(), IDAnalyzer(), scorable=True)

    def index(self, value: Any, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        weights, length = value
        left = max(
            1, round(length)
        )  # Whoosh adds frequencies up into the length: the first term brings all of it
        for term, weight in weights.items():
            yield term.encode(), left, weight, b""
            left = 0


def schema() -> fields.Schema:
    """Whoosh keeps it pickled inside the index."""
    return fields.Schema(
        id=fields.ID(unique=True, sortable=True),
        slot=fields.COLUMN(columns.NumericColumn("q")),
        version=fields.COLUMN(columns.NumericColumn("q")),
        kind=fields.ID(sortable=True),
        topic=fields.ID(sortable=True),
        lang=fields.ID(sortable=True),
        document=fields.STORED(),
        text=WeightedTerms(),
    )


def row(document: SearchDocument) -> dict[str, Any]:
    """The keyword arguments of Whoosh's `add_document`."""
    return {
        "id": document.id,
        "slot": document.slot,
        "version": document.version,
        "kind": document.kind,
        "topic": document.topic,
        "lang": document.lang,
        "document": dump(document),
        TEXT: weighted_terms(document),
    }


def dump(document: SearchDocument) -> str:
    """A document as one line of JSON."""
    values = {field.name: getattr(document, field.name) for field in dataclass_fields(document)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def load(line: str) -> SearchDocument:
    """The document of one line of JSON."""
    values: Mapping[str, Any] = json.loads(line)
    tuples = {name: tuple(values[name]) for name in ("phrasings", "answers", "tags")}
    learned = tuple((text, float(weight)) for text, weight in values["learned"])
    return SearchDocument(**{**values, **tuples, "learned": learned})
