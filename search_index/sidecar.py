"""The arrays beside one immutable segment: everything a search needs, mapped and shared by all processes.

postings   per term: documents and impacts (BM25's saturated frequency), from the segment's own posting lists
forward    per document: its terms in reading order with their places in the text, for passages and proximity
texts      the documents' texts and what a result shows of them
typing     words of titles and phrasings as typed (not stemmed), for suggestions
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from search_index import analysis, arrays
from search_index.documents import SearchDocument
from search_index.segment import FIELDS, MAX_TOKENS, Columns, Floats, Ints, Part, texts

VERSION = 1
"""Of the format: a sidecar of another version is built anew."""

SUGGESTED = ("title", "phrasings")
_NO_DOCUMENTS = np.zeros(0, np.int32)
_NO_IMPACTS = np.zeros(0, np.float32)


def build(
    path: Path,
    documents: Iterable[SearchDocument],
    columns: Columns,
    terms: Sequence[bytes],
    postings: Iterable[tuple[Ints, Floats]],
) -> None:
    """Write the sidecar. `terms` sorted; `postings` yields (documents, impacts) of each term in the same order."""
    ends = np.zeros(len(terms) + 1, np.int64)
    lists: list[Ints] = []
    impacts: list[Floats] = []
    for number, (numbers, values) in enumerate(postings):
        ends[number + 1] = ends[number] + len(numbers)
        lists.append(numbers)
        impacts.append(values)
    made: dict[str, npt.NDArray[Any]] = {
        "slots": columns.slots, "kinds": columns.kinds, "topics": columns.topics, "langs": columns.langs,
        "postings.ends": ends,
        "postings.documents": np.concatenate(lists) if lists else _NO_DOCUMENTS,
        "postings.impacts": np.concatenate(impacts) if impacts else _NO_IMPACTS,
    }  # fmt: skip
    made |= arrays.lexicon_arrays(list(terms), "terms")
    made |= _forward(documents, {term: number for number, term in enumerate(terms)})
    names = {name: list(values) for name, values in columns.names.items()}
    arrays.write(path, made, {"version": VERSION, "count": len(columns.slots), "names": names})


def _forward(
    documents: Iterable[SearchDocument], numbers: Mapping[bytes, int]
) -> dict[str, npt.NDArray[Any]]:
    token_ends, part_ends, shown_ends = [0], [0], [0]
    tokens: list[tuple[int, int, int, int]] = []
    blocks: list[npt.NDArray[np.int32]] = []
    parts: list[tuple[int, int, int, int]] = []  # field, end in the texts, end in the tokens, words
    text_blob, shown_blob = bytearray(), bytearray()
    versions = []
    typed: dict[bytes, list[int]] = {}
    entries: list[tuple[int, int]] = []  # document, part
    total = 0
    for document_number, document in enumerate(documents):
        left = MAX_TOKENS
        for field, text in texts(document):
            found = analysis.terms(text, document.lang)[:left]
            left -= len(found)
            for term in found:
                number = numbers.get(term.term.encode(), -1)
                if number >= 0:
                    tokens.append((number, term.position, term.start, term.end))
            text_blob += text.encode("utf-8", "replace")
            words = found[-1].position + 1 if found else 0
            if field in SUGGESTED:
                for word in {each.term for each in analysis.words(text[:300])}:
                    typed.setdefault(word.encode("utf-8", "replace"), []).append(len(entries))
                entries.append((document_number, len(parts)))
            parts.append((FIELDS.index(field), len(text_blob), total + len(tokens), words))
        if len(tokens) > 100_000:
            blocks.append(np.array(tokens, np.int32))
            total += len(tokens)
            tokens = []
        token_ends.append(total + len(tokens))
        part_ends.append(len(parts))
        shown = [document.id, document.kind, document.lang, document.title, document.topic,
                 document.external_id, document.created]  # fmt: skip
        shown_blob += json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
        shown_ends.append(len(shown_blob))
        versions.append(document.version)
    blocks.append(np.array(tokens, np.int32).reshape(len(tokens), 4))
    table = np.concatenate(blocks) if blocks else np.zeros((0, 4), np.int32)
    words_sorted = sorted(typed)
    typed_ends = np.zeros(len(words_sorted) + 1, np.int64)
    np.cumsum([len(typed[word]) for word in words_sorted], out=typed_ends[1:])
    return {
        "tokens.terms": np.ascontiguousarray(table[:, 0]),
        "tokens.places": np.ascontiguousarray(table[:, 1:]),
        "parts": np.array(parts, np.int64).reshape(len(parts), 4),
        "document.tokens": np.array(token_ends, np.int64),
        "document.parts": np.array(part_ends, np.int64),
        "document.shown": np.array(shown_ends, np.int64),
        "versions": np.array(versions, np.int64),
        "texts": np.frombuffer(bytes(text_blob) or b"\0", np.uint8),
        "shown": np.frombuffer(bytes(shown_blob) or b"\0", np.uint8),
        "typing.entries": np.array(entries, np.int32).reshape(len(entries), 2),
        "typing.ends": typed_ends,
        "typing.postings": np.array([entry for word in words_sorted for entry in typed[word]], np.int32),
        **arrays.lexicon_arrays(words_sorted, "typing"),
    }


class SidecarSegment:
    """A mapped sidecar as the searching code wants a segment. Safe for any number of threads."""

    def __init__(self, path: Path, deleted: Sequence[int] = ()) -> None:
        made, meta = arrays.read(path)
        if meta.get("version") != VERSION:
            raise ValueError(f"{path.name} is of another version")
        self.count = int(meta["count"])
        self.alive = np.ones(self.count, np.bool_)
        self.alive[list(deleted)] = False
        self.columns = Columns(made["slots"], made["kinds"], made["topics"], made["langs"], meta["names"])
        self._terms = arrays.lexicon(made, "terms")
        self._ends = made["postings.ends"]
        self._documents, self._impacts = made["postings.documents"], made["postings.impacts"]
        self._tokens, self._places, self._parts = made["tokens.terms"], made["tokens.places"], made["parts"]
        self._token_ends, self._part_ends = made["document.tokens"], made["document.parts"]
        self._shown, self._shown_ends = made["shown"].data, made["document.shown"]
        self._texts = made["texts"].data
        self._versions = made["versions"]
        self.typing = arrays.lexicon(made, "typing")
        self.typing_ends, self.typing_postings = made["typing.ends"], made["typing.postings"]
        self.typing_entries = made["typing.entries"]

    def frequency(self, term: str) -> int:
        number = self._terms.find(term.encode())
        return int(self._ends[number + 1] - self._ends[number]) if number >= 0 else 0

    def completions(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        first, last = self._terms.span(prefix.encode())
        counts = np.diff(self._ends[first : last + 1])
        best = np.argsort(-counts, kind="stable")[:limit].tolist()
        return [(self._terms.word(first + i).decode(), int(counts[i])) for i in best]

    def postings(self, term: str) -> tuple[Ints, Floats]:
        number = self._terms.find(term.encode())
        if number < 0:
            return _NO_DOCUMENTS, _NO_IMPACTS
        start, end = int(self._ends[number]), int(self._ends[number + 1])
        return self._documents[start:end], self._impacts[start:end]

    def stored(self, document: int) -> Mapping[str, Any]:
        start, end = int(self._shown_ends[document]), int(self._shown_ends[document + 1])
        values = json.loads(bytes(self._shown[start:end]))
        return dict(
            zip(("id", "kind", "lang", "title", "topic", "external_id", "created"), values, strict=True)
        )

    def versions(self) -> list[tuple[str, int]]:
        """(id, version) of the living documents."""
        return [(self.stored(d)["id"], int(self._versions[d])) for d in np.flatnonzero(self.alive).tolist()]

    def finder(self, terms: Mapping[str, int]) -> Callable[[int], list[Part]]:
        numbers = sorted(
            (n, group) for term, group in terms.items() if (n := self._terms.find(term.encode())) >= 0
        )
        wanted = np.array([n for n, _ in numbers] + [np.iinfo(np.int32).max], np.int32)
        groups = np.array([group for _, group in numbers] + [-1], np.int32)

        def find(document: int) -> list[Part]:
            first, last = int(self._token_ends[document]), int(self._token_ends[document + 1])
            tokens = self._tokens[first:last]
            places = np.searchsorted(wanted, tokens)
            hits = np.flatnonzero(wanted[places] == tokens)
            found = groups[places[hits]]
            where = self._places[first + hits]
            parts = []
            start, stop = int(self._part_ends[document]), int(self._part_ends[document + 1])
            text_start = int(self._parts[start - 1, 1]) if start else 0
            a = 0
            for field, text_end, token_end, words in self._parts[start:stop].tolist():
                z = int(np.searchsorted(hits, token_end - first))
                at = where[a:z]
                read = _reader(self._texts, text_start, text_end)
                parts.append(Part(FIELDS[field], read, found[a:z], at[:, 0], at[:, 1], at[:, 2], words))
                a, text_start = z, text_end
            return parts

        return find

    def text(self, part: int) -> str:
        """The text of one part (a number of `typing_entries`)."""
        start = int(self._parts[part - 1, 1]) if part else 0
        return bytes(self._texts[start : int(self._parts[part, 1])]).decode()


def _reader(blob: memoryview, start: int, end: int) -> Callable[[], str]:
    return lambda: bytes(blob[start:end]).decode()
