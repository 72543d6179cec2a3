"""How a document lies in Whoosh: one weighted field to search, columns to filter by, the whole document stored."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh import columns as whoosh_columns
from whoosh import fields, formats
from whoosh.analysis import IDAnalyzer

from search_index.documents import SearchDocument
from search_index.reading import weighted_terms
from search_index.segment import Columns

TEXT = "text"


class WeightedTerms(fields.FieldType):  # type: ignore[misc]
    """Takes ({term: weighted frequency}, length) ready made: Whoosh need not know about languages or fields.

    No positions are kept (they double the time of indexing): passages are found in the stored text.
    """

    def __init__(self) -> None:
        super().__init__(formats.Existence(), IDAnalyzer(), scorable=True)

    def index(self, value: Any, **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        if isinstance(value, float):  # the length alone: `bulk` writes the postings of all documents itself
            yield b"", counted(value), 0.0, b""
            return
        weights, length = value
        left = counted(length)  # Whoosh adds frequencies up into the length: the first term brings all of it
        for term, weight in weights.items():
            yield term.encode(), left, weight, b""
            left = 0


def counted(length: float) -> int:
    """The length of a document that has terms, as Whoosh is told."""
    return max(1, round(length))


def schema() -> fields.Schema:
    """Whoosh keeps it pickled inside the index."""
    return fields.Schema(
        id=fields.ID(unique=True, sortable=True),
        slot=fields.COLUMN(whoosh_columns.NumericColumn("q")),
        version=fields.COLUMN(whoosh_columns.NumericColumn("q")),
        kind=fields.ID(sortable=True),
        topic=fields.ID(sortable=True),
        lang=fields.ID(sortable=True),
        document=fields.STORED(),
        text=WeightedTerms(),
    )


def row(document: SearchDocument, text: Any = None) -> dict[str, Any]:
    """The keyword arguments of Whoosh's `add_document`; `text` instead of its weighted terms."""
    return {
        "id": document.id,
        "slot": document.slot,
        "version": document.version,
        "kind": document.kind,
        "topic": document.topic,
        "lang": document.lang,
        "document": dump(document),
        TEXT: weighted_terms(document) if text is None else text,
    }


def columns(slots: Sequence[int], values: Mapping[str, Sequence[str]]) -> Columns:
    """What is filtered by, of the values of all documents in order."""
    names: dict[str, list[str]] = {}
    codes: dict[str, npt.NDArray[np.int32]] = {}
    for name, given in values.items():
        names[f"{name}s"] = sorted(set(given))
        number = {value: i for i, value in enumerate(names[f"{name}s"])}
        codes[name] = np.array([number[value] for value in given], np.int32)
    return Columns(np.array(slots, np.int64), codes["kind"], codes["topic"], codes["lang"], names)


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
