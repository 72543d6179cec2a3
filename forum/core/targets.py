"""A target is "kind:number": what can be voted on, flagged, opened. Features above register their kinds here;
features below (votes, flags, search) only ever see the pair and ask the register."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from forum.core.errors import NotFound
from forum.core.roles import Viewer

_NUMBER = re.compile(r"([0-9]{1,10})(?![0-9])")
NUMBER_MAX = 2**31 - 1  # of a row: what an integer column holds; a larger one is asked of no database


class Target(NamedTuple):
    """`Target("answer", 5)`, written "answer:5"."""

    kind: str
    number: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.number}"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a register entry tells of a target that the viewer may see."""

    target: Target
    title: str
    url: str
    document: str  # the search document it belongs to: an answer belongs to "question:34"
    author_id: int | None
    topic_id: int | None
    revision_id: int | None = None  # the current text, for flags and verdicts on it
    lang: str = "en"
    score: int = 0  # votes, for kinds that can be voted on


#: Several targets of one kind at once (no query per row): those the viewer may see, by number.
Lookup = Callable[[Sequence[int], Viewer], dict[int, Shown]]


@dataclass(frozen=True, slots=True)
class Kind:
    """What is possible with a kind of target."""

    name: str
    look_up: Lookup
    flaggable: bool = False
    votable: bool = False
    verdicts: bool = False
    place: str = ""  # how the addresses of its pages begin ("/articles/"), up to the number; see `at`
    changed: Callable[[int], None] | None = (
        None  # told after a vote, verdict or flag (to count, to grow a version)
    )
    # What readers may report: all five are needed. `hide` and `show` take the number, who does it (None: the program,
    # until somebody has reviewed it) and why; they return False when it was so already. `text_of`: what was written.
    reportable: bool = False
    hide: Callable[[int, Viewer | None, str], bool | None] | None = None
    show: Callable[[int, Viewer | None, str], bool | None] | None = None
    author_of: Callable[[int], int | None] | None = None
    text_of: Callable[[int], str] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Say that a kind exists; called once, when its feature is set up."""
    _kinds[kind.name] = kind


def kind_of(target: Target) -> Kind:
    """The register's entry. Raises `NotFound` for an unknown kind."""
    try:
        return _kinds[target.kind]
    except KeyError:
        raise NotFound() from None


def parse(text: str) -> Target:
    """Read "kind:number". Raises `NotFound` when it is not one."""
    kind, _, number = text.partition(":")
    if kind not in _kinds or not number.isascii() or not number.isdigit() or len(number) > 10:
        raise NotFound()
    if int(number) > NUMBER_MAX:
        raise NotFound()
    return Target(kind, int(number))


def at(path: str) -> Target | None:
    """The target whose page has this path ("/articles/12-refunds?lang=fr#s-fees"), whether there is one or not."""
    for kind in _kinds.values():
        if kind.place and path.startswith(kind.place):
            number = _NUMBER.match(path, len(kind.place))
            if number and int(number[1]) <= NUMBER_MAX:
                return Target(kind.name, int(number[1]))
    return None


def show(target: Target, viewer: Viewer) -> Shown:
    """What the viewer may know of it. Raises `NotFound` when there is no such thing for this viewer."""
    found = kind_of(target).look_up([target.number], viewer).get(target.number)
    if found is None:
        raise NotFound()
    return found


def show_many(targets: Sequence[Target], viewer: Viewer) -> dict[Target, Shown]:
    """All of `targets` that the viewer may see; one lookup a kind."""
    numbers: dict[str, list[int]] = {}
    for target in targets:
        numbers.setdefault(target.kind, []).append(target.number)
    shown: dict[Target, Shown] = {}
    for kind, wanted in numbers.items():
        if kind in _kinds:
            for number, found in _kinds[kind].look_up(wanted, viewer).items():
                shown[Target(kind, number)] = found
    return shown


def topic_of(target: Target, viewer: Viewer) -> int | None:
    """The topic in which it stands; None where it has none, or is not there for this viewer."""
    shown = show_many([target], viewer).get(target)
    return shown.topic_id if shown else None


def changed(target: Target) -> None:
    """Tell the kind's feature that votes, verdicts or flags on the target changed."""
    after = kind_of(target).changed
    if after is not None:
        after(target.number)
