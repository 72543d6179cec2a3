"""What changed between two texts, word by word, in bounded time.

Lines are compared first (Myers, "An O(ND) Difference Algorithm", 1986), then the words of lines that stand for each
other. Texts that have little in common are shown as taken out and put in as a whole: nobody reads more than that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rapidfuzz import fuzz

EDITS_MAX = 250  # more differences than this in one comparison: the whole is shown as replaced
PAIRS_MAX = 400  # pairs of lines that are compared for likeness in one place: a tenth of a second at worst
ALIKE_PERCENT = 40  # lines less alike than this don't stand for each other
CONTEXT_LINES = 2  # unchanged lines shown round a change
_WORDS = re.compile(
    r"\s+|[^\W\u2e80-\u9fff\uac00-\ud7af]+|.", re.DOTALL
)  # Chinese and Japanese: sign by sign

Piece = tuple[str, str]  # ("same" | "del" | "ins", words)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both texts beside each other. `how`: same, changed, del, ins or skip (`skipped` lines)."""

    how: str
    left: tuple[Piece, ...] = ()
    right: tuple[Piece, ...] = ()
    skipped: int = 0

    @property
    def inline(self) -> tuple[Piece, ...]:
        """Both sides as one line: what was taken out before what was put in, what stayed once."""
        joined: list[Piece] = []
        new = list(self.right)
        for piece in self.left:
            if piece[0] == "same":
                while new and new[0][0] != "same":
                    joined.append(new.pop(0))
                new = new[1:]
            joined.append(piece)
        return (*joined, *new)


def compare(before: str, after: str, context: int = CONTEXT_LINES) -> list[Row]:
    """Rows from `before` to `after`; unchanged lines further than `context` from a change are skipped.

    Empty when nothing changed.
    """
    if before == after:
        return []
    rows: list[Row] = []
    old, new = before.split("\n"), after.split("\n")
    for how, a, b in blocks(old, new):
        if how == "same":
            rows += [Row("same", (("same", line),), (("same", line),)) for line in a]
            continue
        for was, becomes in _paired(a, b):
            if was is not None and becomes is not None:
                rows.append(Row("changed", *words(was, becomes)))
            elif was is not None:
                rows.append(Row("del", left=(("del", was),)))
            else:
                rows.append(Row("ins", right=(("ins", becomes or ""),)))
    return _folded(rows, context)


def words(before: str, after: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The two sides of a changed line, in pieces."""
    left: list[Piece] = []
    right: list[Piece] = []
    for how, a, b in blocks(_WORDS.findall(before), _WORDS.findall(after)):
        if how == "same":
            left.append(("same", "".join(a)))
            right.append(("same", "".join(a)))
        else:
            left += [("del", "".join(a))] if a else []
            right += [("ins", "".join(b))] if b else []
    return tuple(left), tuple(right)


def _paired(a: Sequence[str], b: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Lines of both sides that stand for each other, in order: as many as there are, or where one side has more of
    them, those that are most alike together (Needleman and Wunsch, 1970, with no cost for gaps)."""
    if len(a) == len(b) or not a or not b or len(a) * len(b) > PAIRS_MAX:
        return list(zip_longest(a, b))
    best = [[0.0] * (len(b) + 1) for _ in range(len(a) + 1)]
    alike = [[fuzz.ratio(x, y, score_cutoff=ALIKE_PERCENT) for y in b] for x in a]
    for i in range(len(a) - 1, -1, -1):
        for j in range(len(b) - 1, -1, -1):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + alike[i][j])
    pairs: list[tuple[str | None, str | None]] = []
    i = j = 0
    while i < len(a) and j < len(b):
        if alike[i][j] and best[i][j] == best[i + 1][j + 1] + alike[i][j]:
            pairs.append((a[i], b[j]))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((a[i], None))
            i += 1
        else:
            pairs.append((None, b[j]))
            j += 1
    return pairs + [(line, None) for line in a[i:]] + [(None, line) for line in b[j:]]


def _folded(rows: list[Row], context: int) -> list[Row]:
    near = [False] * len(rows)
    for i, row in enumerate(rows):
        if row.how != "same":
            for j in range(max(0, i - context), min(len(rows), i + context + 1)):
                near[j] = True
    folded: list[Row] = []
    for row, shown in zip(rows, near, strict=True):
        if shown:
            folded.append(row)
        elif folded and folded[-1].how == "skip":
            folded[-1] = Row("skip", skipped=folded[-1].skipped + 1)
        else:
            folded.append(Row("skip", skipped=1))
    return folded


Block = tuple[str, Sequence[str], Sequence[str]]  # ("same" | "changed", of before, of after)


def blocks(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    """What stayed and what was put in place of what, in order: all of `a` and all of `b`."""
    start = 0
    while start < len(a) and start < len(b) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    blocks: list[Block] = [("same", a[:start], a[:start])] if start else []
    middle_a, middle_b = a[start : len(a) - end], b[start : len(b) - end]
    blocks += _middle(middle_a, middle_b)
    if end:
        blocks.append(("same", a[-end:], a[-end:]))
    return blocks


def _middle(a: Sequence[str], b: Sequence[str]) -> list[Block]:
    if not a or not b:
        return [("changed", a, b)] if a or b else []
    pairs = _common(a, b)
    if not pairs:
        return [("changed", a, b)]
    blocks: list[Block] = []
    i = j = 0
    for x, y, length in pairs:
        if x > i or y > j:
            blocks.append(("changed", a[i:x], b[j:y]))
        blocks.append(("same", a[x : x + length], a[x : x + length]))
        i, j = x + length, y + length
    if i < len(a) or j < len(b):
        blocks.append(("changed", a[i:], b[j:]))
    return blocks


def _common(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int, int]]:
    """Matching runs (start in a, start in b, length) in order; none when there are too many differences."""
    n, m = len(a), len(b)
    furthest = {1: 0}
    trace: list[dict[int, int]] = []
    for edits in range(min(n + m, EDITS_MAX) + 1):
        trace.append(dict(furthest))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and furthest.get(k - 1, -1) < furthest.get(k + 1, -1))
            x = furthest[k + 1] if down else furthest[k - 1] + 1
            y = x - k
            while x < n and y < m and a[x] == b[y]:
                x, y = x + 1, y + 1
            furthest[k] = x
            if x >= n and y >= m:
                return _runs(trace, n, m)
    return []


def _runs(trace: list[dict[int, int]], n: int, m: int) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    x, y = n, m
    for edits in range(len(trace) - 1, -1, -1):
        furthest, k = trace[edits], x - y
        down = k == -edits or (k != edits and furthest.get(k - 1, -1) < furthest.get(k + 1, -1))
        before = k + 1 if down else k - 1
        from_x = furthest.get(before, 0) if edits else 0
        from_y = from_x - before if edits else 0
        begin_x, begin_y = (from_x, from_y + 1) if down else (from_x + 1, from_y)
        if edits == 0:
            begin_x = begin_y = 0
        if x > begin_x:
            runs.append((begin_x, begin_y, x - begin_x))
        x, y = from_x, from_y
    return runs[::-1]
