"""What can be found: features above register their kinds here, search below knows only "kind:number".

A feature says how to load what is indexed (public things only), which numbers there are, and how to show what was
found to somebody who looks: what `show` leaves out does not exist for that viewer, whatever the index says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from forum.core.roles import Viewer
from forum.core.targets import NUMBER_MAX
from forum.search import learned
from search_index import SearchDocument

LANES = 2  # kinds share the numbers of the signals file: slot = number * LANES + lane


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """What a list of results tells of a document, read from the database for one viewer. `topic` is its slug."""

    document: str
    kind: str
    number: int
    title: str
    url: str
    lang: str
    topic: str
    topic_name: str = ""
    solved: bool = False
    created_at: datetime | None = None
    author_id: int | None = None
    answer_count: int = 0
    score: int = 0
    family: str = ""  # the same in other languages has the same one

    def translates(self, other: ShownDocument) -> bool:
        """Do both say the same in two languages?"""
        return bool(self.family) and self.family == other.family and self.document != other.document


@dataclass(frozen=True, slots=True)
class ReadPart:
    """A part of a document as its page shows it. `what`: "text", "solution" or "answer"; `html` is stored HTML of ours."""

    what: str
    html: str


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of document. `lane`: 0 article, 1 question.

    `load(ids)` gives a `SearchDocument` for each id that everybody may find, none for others. `all_ids()` gives
    the numbers of those. `show(ids, viewer)` gives what this viewer may see, by number. `versions()`, where it is
    cheaper than loading all, gives (number, version) pairs as `load` would put them. `same_as(ids)` names for each that
    has one the public document that says the same ({34: "article:12"}). `read(id, viewer)`: what its page says, for reading it
    in another place; nothing when the viewer may not.
    """

    kind: str
    lane: int
    load: Callable[[Sequence[int]], Iterable[SearchDocument]]
    all_ids: Callable[[], Iterable[int]]
    show: Callable[[Sequence[int], Viewer], Mapping[int, ShownDocument]]
    versions: Callable[[], Iterable[tuple[int, int]]] | None = None
    same_as: Callable[[Sequence[int]], Mapping[int, str]] | None = None
    read: Callable[[int, Viewer], Sequence[ReadPart]] | None = None


_kinds: dict[str, Searchable] = {}
_topic_names: Callable[[str], Mapping[str, str]] = lambda lang: {}  # noqa: E731
_topics_below: Callable[[str], tuple[str, ...]] = lambda slug: (slug,)  # noqa: E731


def register(searchable: Searchable) -> None:
    """Say that a kind can be found; called once, when its feature is set up."""
    if not 0 <= searchable.lane < LANES:
        raise ValueError(f"There are {LANES} lanes; {searchable.kind} asked for lane {searchable.lane}")
    _kinds[searchable.kind] = searchable


def name_topics(function: Callable[[str], Mapping[str, str]]) -> None:
    """Register how topics are called: `function(lang)` gives {slug: name} for the filters of the result page."""
    global _topic_names
    _topic_names = function


def place_topics(function: Callable[[str], tuple[str, ...]]) -> None:
    """Register what stands below a topic: `function(slug)` gives its slug and those of all below it."""
    global _topics_below
    _topics_below = function


def topics_below(slug: str) -> tuple[str, ...]:
    """The topic and all below it: who looks in a topic looks in those too."""
    return _topics_below(slug)


def topic_names(lang: str) -> Mapping[str, str]:
    """{slug: name} of all topics, in the reader's language."""
    return _topic_names(lang)


def kinds() -> list[Searchable]:
    """All kinds, by lane."""
    return sorted(_kinds.values(), key=lambda s: s.lane)


def split(document: str) -> tuple[str, int]:
    """("article", 12) of "article:12". Raises ValueError for anything else."""
    kind, _, number = document.partition(":")
    if not kind or not number.isascii() or not number.isdigit() or len(number) > 12:
        raise ValueError(f"not a document: {document!r}")
    return kind, int(number)


def names_one(raw: str) -> bool:
    """Could this be a document of a kind that is registered? For what forms and addresses say."""
    try:
        kind, number = split(raw)
    except ValueError:
        return False
    return kind in _kinds and number <= NUMBER_MAX


def slot_of(document: str) -> int:
    """The document's own place in the signals file, for ever: number * LANES + lane of its kind."""
    kind, number = split(document)
    return slot(kind, number)


def slot(kind: str, number: int) -> int:
    """The place of `kind:number`. Raises ValueError when nobody registered the kind."""
    found = _kinds.get(kind)
    if found is None:
        raise ValueError(f"nobody registered the kind {kind!r}")
    return number * LANES + found.lane


def of_slot(slot: int) -> str:
    """The document whose place in the signals file this is."""
    number, lane = divmod(slot, LANES)
    for kind in _kinds.values():
        if kind.lane == lane:
            return f"{kind.kind}:{number}"
    return ""


def same_as(wanted: Iterable[str]) -> dict[str, str]:
    """Which of these documents say the same as another, by kind; see `forum.search.same`."""
    return {
        f"{searchable.kind}:{number}": other
        for searchable, numbers in _by_kind(wanted)
        if searchable.same_as is not None
        for number, other in searchable.same_as(numbers).items()
    }


def _by_kind(documents: Iterable[str]) -> Iterator[tuple[Searchable, list[int]]]:
    numbers: dict[str, list[int]] = {}
    for document in dict.fromkeys(documents):
        kind, number = split(document)
        if kind in _kinds:
            numbers.setdefault(kind, []).append(number)
    for kind, wanted in numbers.items():
        yield _kinds[kind], wanted


def load(documents: Iterable[str]) -> dict[str, SearchDocument]:
    """What is to be indexed of these; those that not everybody may find are missing."""
    return {
        found.id: found
        for searchable, numbers in _by_kind(documents)
        for found in learned.added(searchable.load(numbers))
    }


def show(documents: Iterable[str], viewer: Viewer) -> dict[str, ShownDocument]:
    """Those of `documents` that the viewer may see; one lookup a kind."""
    return {
        shown.document: shown
        for searchable, numbers in _by_kind(documents)
        for shown in searchable.show(numbers, viewer).values()
    }


def read(document: str, viewer: Viewer) -> Sequence[ReadPart]:
    """The text of a document, for reading it where it was found; empty when this viewer may not. Raises ValueError."""
    kind, number = split(document)
    searchable = _kinds.get(kind)
    return searchable.read(number, viewer) if searchable is not None and searchable.read is not None else ()
