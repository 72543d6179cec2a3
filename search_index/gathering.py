"""Documents read once, some hundred at a time: their weighted terms for the postings, and the arrays of what they say.

Texts give columns of plain lists (`reading.read`); everything after that is done for a whole batch by numpy. What grows
by the word goes to unnamed files, so that memory grows by the distinct words and by some bytes a posting.
"""

import json
import tempfile
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from search_index import analysis, arrays
from search_index.closeness import LINE_KINDS
from search_index.documents import SearchDocument
from search_index.reading import FIELDS, Stretch, read

BATCH = 256  # documents
SUGGESTED = ("title", "phrasings")

Array = npt.NDArray[Any]


class Weighed(NamedTuple):
    """A batch's postings, ascending by (document, number of the term as first met), and its documents' lengths.

    `frequencies` are weighted sums in reading order, as `reading.weighted_terms` makes them; so are the lengths.
    """

    documents: npt.NDArray[np.int32]
    terms: npt.NDArray[np.int32]
    frequencies: npt.NDArray[np.float64]
    lengths: npt.NDArray[np.float64]


class Spill:
    """Rows of an array kept in a file without a name in a folder, to be written into another (`arrays.write`)."""

    def __init__(self, folder: Path, kind: str, width: int = 1) -> None:
        self.dtype = np.dtype(kind)
        self.width = width
        self.count = 0
        self.change: Callable[[Array], Array] | None = None
        """Applied to the rows as they are read; keeps their number and kind."""
        self._file: IO[bytes] = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - gone with this object

    def add(self, rows: Array) -> None:
        """Append rows of this kind and width."""
        self.count += len(rows)
        self._file.write(np.ascontiguousarray(rows, self.dtype).data)

    @property
    def shape(self) -> tuple[int, ...]:
        return (self.count, self.width) if self.width > 1 else (self.count,)

    @property
    def nbytes(self) -> int:
        return self.count * self.width * self.dtype.itemsize

    def pieces(self) -> Iterator[Array]:
        """All rows, some at a time."""
        self._file.seek(0)
        step = (1 << 20) // (self.width * self.dtype.itemsize) * self.width * self.dtype.itemsize
        while piece := self._file.read(step):
            rows = np.frombuffer(piece, self.dtype)
            yield rows if self.change is None else self.change(rows)

    def whole(self) -> Array:
        """All rows at once; those of one column."""
        return np.concatenate([np.zeros(0, self.dtype), *self.pieces()])


class Gatherer:
    """Takes documents in order (`add`), gives the arrays of `sidecar` but the postings (`finish`). Use it once."""

    def __init__(self, folder: Path) -> None:
        """`folder`: where there is room for what is large."""
        self._number: defaultdict[str, int] = defaultdict()
        self._number.default_factory = self._number.__len__
        self.count = 0
        self.tokens = Spill(folder, "i4")
        self._places = Spill(folder, "i4", 3)
        self._texts = Spill(folder, "u1")
        self._parts: list[Array] = []
        self._lines: list[Array] = []  # end in the tokens, distinct terms, kind
        self._ends: list[Array] = []
        self._line_count = self._part_count = self._text_size = 0
        self._shown = bytearray()
        self._versions = array("q")
        self._entries = array("i")  # document, part: what typing can complete
        self._typed: defaultdict[bytes, array[int]] = defaultdict(lambda: array("i"))
        self._written: Counter[tuple[int, str]] = Counter()  # a term as it stands in texts

    def terms(self) -> list[str]:
        """All terms so far; a term's place is its number."""
        return list(self._number)

    def add(self, documents: Sequence[SearchDocument]) -> Weighed:
        """Read a batch."""
        stretches: list[Stretch] = []
        owners = []
        shown_ends = []
        for place, document in enumerate(documents):
            for stretch in read(document):
                if stretch.field in SUGGESTED:
                    self._complete(stretch.text, self.count + place, self._part_count + len(stretches))
                stretches.append(stretch)
                owners.append(place)
            shown = [document.id, document.kind, document.lang, document.title, document.topic,
                     document.external_id, document.created]  # fmt: skip
            self._shown += json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
            shown_ends.append(len(self._shown))
            self._versions.append(document.version)
        batch = _Batch(stretches, np.array(owners, np.int64), len(documents))
        terms = self._numbers(stretches)
        self._keep(batch, terms, np.array(shown_ends, np.int64))
        self.count += len(documents)
        return _weigh(batch, terms, len(self._number))

    def _complete(self, text: str, document: int, part: int) -> None:
        entry = len(self._entries) // 2
        for word in {each.term for each in analysis.words(text[:300])}:
            self._typed[word.encode("utf-8", "replace")].append(entry)
        self._entries.extend((document, part))

    def _numbers(self, stretches: Sequence[Stretch]) -> npt.NDArray[np.int32]:
        found: list[int] = []
        number = self._number.__getitem__
        for stretch in stretches:
            mine = list(map(number, stretch.spread.terms))
            found += mine
            if stretch.field != "learned":
                text = stretch.text
                places = zip(stretch.spread.starts, stretch.spread.ends, strict=True)
                if text.isascii():
                    text = text.lower()
                    self._written.update(zip(mine, [text[start:end] for start, end in places], strict=True))
                else:
                    spelt = [text[start:end].lower() for start, end in places]
                    self._written.update(zip(mine, spelt, strict=True))
        return np.array(found, np.int32)

    def _keep(self, batch: "_Batch", terms: npt.NDArray[np.int32], shown_ends: npt.NDArray[np.int64]) -> None:
        runs, distinct, kinds = batch.lines(terms, len(self._number))
        before = self.tokens.count
        run_ends = np.append(runs, len(terms))[1:]
        self._lines.append(np.column_stack([run_ends + before, distinct, kinds]))
        token_ends = np.searchsorted(batch.owner_of_token, np.arange(batch.count), side="right")
        part_ends = np.searchsorted(batch.owners, np.arange(batch.count), side="right")
        line_ends = np.searchsorted(runs, token_ends)
        self._ends.append(
            np.column_stack(
                [token_ends + before, part_ends + self._part_count, line_ends + self._line_count, shown_ends]
            )
        )
        self.tokens.add(terms)
        self._places.add(np.column_stack([batch.positions, batch.starts, batch.ends]))
        blobs = [stretch.text.encode("utf-8", "replace") for stretch in batch.stretches]
        text_ends = np.cumsum([len(blob) for blob in blobs], dtype=np.int64) + self._text_size
        self._parts.append(
            np.column_stack([batch.fields, text_ends, np.cumsum(batch.sizes) + before]).astype(np.int64)
        )
        self._texts.add(np.frombuffer(b"".join(blobs), np.uint8))
        self._line_count += len(runs)
        self._part_count += len(blobs)
        self._text_size = int(text_ends[-1]) if len(blobs) else self._text_size

    def finish(self, rank: npt.NDArray[np.int32]) -> dict[str, "Array | Spill"]:
        """The arrays. `rank[n]`: the place of the term of number `n` in the segment's sorted list."""
        self.tokens.change = rank.__getitem__
        surfaces = [b""] * len(rank)
        numbers = rank.tolist()
        pairs = [(count, text, numbers[number]) for (number, text), count in self._written.items()]
        self._written.clear()
        for _, text, place in sorted(pairs):
            surfaces[place] = text.encode("utf-8", "replace")  # the most frequent comes last
        del pairs
        lines = np.concatenate([np.zeros((0, 3), np.int64), *self._lines])
        words = sorted(self._typed)
        texts: Array | Spill = self._texts if self._text_size else np.zeros(1, np.uint8)
        return {
            "tokens.terms": self.tokens,
            "tokens.places": self._places,
            "lines.ends": lines[:, 0],
            "lines.terms": lines[:, 1].astype(np.int32),
            "lines.kinds": lines[:, 2].astype(np.uint8),
            "parts": np.concatenate([np.zeros((0, 3), np.int64), *self._parts]),
            "document.ends": np.concatenate([np.zeros((1, 4), np.int64), *self._ends]),
            "versions": np.array(self._versions, np.int64),
            "surfaces": np.frombuffer(b"".join(surfaces) or b"\0", np.uint8),
            "surfaces.ends": _ends(surfaces),
            "texts": texts,
            "shown": np.frombuffer(self._shown or b"\0", np.uint8),
            "typing.entries": np.array(self._entries, np.int32).reshape(-1, 2),
            "typing.ends": _ends([self._typed[word] for word in words]),
            "typing.postings": np.array([entry for word in words for entry in self._typed[word]], np.int32),
            **arrays.lexicon_arrays(words, "typing.words"),
        }


class _Batch:
    """The stretches of some documents as columns, an entry a term."""

    def __init__(self, stretches: Sequence[Stretch], owners: npt.NDArray[np.int64], count: int) -> None:
        self.stretches, self.owners, self.count = stretches, owners, count
        self.sizes = np.array([len(stretch.spread.terms) for stretch in stretches], np.int64)
        self.fields = np.array([FIELDS.index(stretch.field) for stretch in stretches], np.int64)
        self.owner_of_token = np.repeat(owners, self.sizes)
        self.positions = _joined(stretch.spread.positions for stretch in stretches)
        self.positions += np.repeat(np.array([s.position for s in stretches], np.int32), self.sizes)
        self.starts = _joined(stretch.spread.starts for stretch in stretches)
        self.ends = _joined(stretch.spread.ends for stretch in stretches)

    def lines(
        self, terms: npt.NDArray[np.int32], size: int
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """(first term, number of distinct terms, kind) of every sentence that has any. `size` > all term numbers."""
        if not len(terms):
            nothing = np.zeros(0, np.int64)
            return nothing, nothing, nothing
        # One ruler for all texts: each begins where the one before ends, so one search finds all sentences.
        letters = np.array([len(stretch.text) + 1 for stretch in self.stretches], np.int64)
        begins = np.cumsum(letters) - letters
        counts = np.array([len(stretch.cuts) for stretch in self.stretches], np.int64)
        cuts = _joined(stretch.cuts for stretch in self.stretches) + np.repeat(begins, counts)
        stretch = np.repeat(np.arange(len(self.stretches)), self.sizes)
        line = np.searchsorted(cuts, self.starts + begins[stretch], side="right") + stretch
        runs = np.append(0, np.flatnonzero(np.diff(line)) + 1)
        run = np.repeat(np.arange(len(runs)), np.diff(np.append(runs, len(terms))))
        distinct = np.bincount(np.unique(run * size + terms) // size, minlength=len(runs))
        kinds = np.array([LINE_KINDS.get(field, 0) for field in FIELDS], np.int64)
        return runs, distinct, kinds[self.fields[stretch[runs]]]


def _weigh(batch: _Batch, terms: npt.NDArray[np.int32], size: int) -> Weighed:
    shares = np.repeat(np.array([stretch.share for stretch in batch.stretches], np.float64), batch.sizes)
    both, where = np.unique(batch.owner_of_token * size + terms, return_inverse=True)
    counts = np.ones(len(terms), np.bool_)
    weak = [i for i, s in enumerate(batch.stretches) if not s.text.isascii()]
    if weak:
        starts = np.cumsum(batch.sizes) - batch.sizes
        for i in weak:
            marked = [n for n, t in enumerate(batch.stretches[i].spread.terms) if t.startswith(analysis.WEAK)]
            counts[starts[i] + np.array(marked, np.int64)] = False
    return Weighed(
        (both // size).astype(np.int32),
        (both % size).astype(np.int32),
        np.asarray(np.bincount(where, shares, len(both)), np.float64),
        np.asarray(np.bincount(batch.owner_of_token[counts], shares[counts], batch.count), np.float64),
    )


def _joined(columns: Iterable[list[int]]) -> npt.NDArray[np.int32]:
    return np.array([value for column in columns for value in column], np.int32)


def _ends(things: Sequence[Any]) -> npt.NDArray[np.int64]:
    ends = np.zeros(len(things) + 1, np.int64)
    np.cumsum([len(each) for each in things], out=ends[1:])
    return ends
