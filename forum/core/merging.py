"""Two texts that were made of one, joined: Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007).

Line by line. Where only one side changed, its change is taken; where both made the same change, it is taken once; where
they differ, both stand beside each other between marks, so that nothing either wrote is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from forum.core.differences import Piece, blocks, words

# Nine signs, not the seven of version control: an article may be about that.
_MARKED = re.compile(r"^<{9} .*\n(?:.*\n)*?={9}\n(?:.*\n)*?>{9} ", re.MULTILINE)

Lines = Sequence[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """`text`: both, joined; `conflicts`: places where they differ and stand between marks."""

    text: str
    conflicts: int


def merge(base: str, theirs: str, mine: str, their_name: str = "theirs", my_name: str = "mine") -> Merged:
    """Join `theirs` and `mine`, which were both made of `base`. The names stand at the marks of conflicts."""
    if theirs in (base, mine):
        return Merged(mine, 0)
    if mine == base:
        return Merged(theirs, 0)
    lines: list[str] = []
    conflicts = 0
    for a, b, c in _chunks(base.split("\n"), theirs.split("\n"), mine.split("\n")):
        if b == c or c == a:
            lines += b
        elif b == a:
            lines += c
        else:
            conflicts += 1
            lines += [f"<<<<<<<<< {their_name}", *b, "=========", *c, f">>>>>>>>> {my_name}"]
    return Merged("\n".join(lines), conflicts)


@dataclass(frozen=True, slots=True)
class Trio:
    """One place of three texts beside each other. `how`: same, changed or skip (`skipped` lines)."""

    how: str
    base: str = ""
    theirs: tuple[Piece, ...] = ()  # against the base, word by word
    mine: tuple[Piece, ...] = ()
    skipped: int = 0


def beside(base: str, theirs: str, mine: str) -> list[Trio]:
    """The three texts beside each other, where any of them differs; what is the same in all is counted."""
    rows: list[Trio] = []
    for a, b, c in _chunks(base.split("\n"), theirs.split("\n"), mine.split("\n")):
        if a == b == c:
            before = rows.pop().skipped if rows and rows[-1].how == "skip" else 0
            rows.append(Trio("skip", skipped=before + len(a)))
            continue
        was = "\n".join(a)
        theirs_here, mine_here = (words(was, "\n".join(side))[1] for side in (b, c))
        rows.append(Trio("changed", was, theirs_here, mine_here))
    return rows


def marked(text: str) -> bool:
    """Does a conflict that `merge` marked still stand in it?"""
    return _MARKED.search(text) is not None


def _chunks(base: Lines, theirs: Lines, mine: Lines) -> Iterator[tuple[Lines, Lines, Lines]]:
    """The three texts cut where all three agree: stable chunks (all alike) and unstable ones between them."""
    in_theirs, in_mine = _places(base, theirs), _places(base, mine)
    i = j = k = 0
    for line in range(len(base)):
        b, c = in_theirs.get(line), in_mine.get(line)
        if b is None or c is None:
            continue
        if line > i or b > j or c > k:
            yield base[i:line], theirs[j:b], mine[k:c]
        yield base[line : line + 1], theirs[b : b + 1], mine[c : c + 1]
        i, j, k = line + 1, b + 1, c + 1
    if i < len(base) or j < len(theirs) or k < len(mine):
        yield base[i:], theirs[j:], mine[k:]


def _places(base: Lines, other: Lines) -> dict[int, int]:
    """Line of `base` -> the same line in `other`, for those that stayed; both grow."""
    places: dict[int, int] = {}
    i = j = 0
    for how, a, b in blocks(base, other):
        if how == "same":
            places |= {i + n: j + n for n in range(len(a))}
        i, j = i + len(a), j + len(b)
    return places
