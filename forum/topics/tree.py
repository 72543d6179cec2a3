"""Topics as a tree: what stands below what. Pure sums over rows, so that one rule serves pages, deeds and imports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from forum.core.text import N_

DEPTH_MAX = 3  # levels: with more, nobody finds where a question belongs


class Placed(Protocol):
    """A topic, or a row of one."""

    @property
    def id(self) -> int: ...

    @property
    def parent_id(self) -> int | None: ...

    @property
    def group_id(self) -> int | None: ...


Row = TypeVar("Row", bound=Placed)


def in_order(rows: Sequence[Row]) -> list[tuple[Row, int]]:
    """Each topic with its depth (0 on top), what stands below it right behind it; siblings stay in the order of `rows`.

    A topic whose parent is not among the rows stands on top: nothing is ever lost from a list.
    """
    known = {row.id for row in rows}
    children: dict[int | None, list[Row]] = {}
    for row in rows:
        children.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    found: list[tuple[Row, int]] = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children.pop(parent, []):
            found.append((row, depth))
            walk(row.id, depth + 1)

    walk(None, 0)
    return found


def below(rows: Iterable[Placed], topic_id: int) -> tuple[int, ...]:
    """The topic itself and all that stand below it, at whatever depth."""
    everything = list(rows)
    found, wave = [topic_id], {topic_id}
    while wave:
        wave = {row.id for row in everything if row.parent_id in wave} - set(found)
        found += sorted(wave)
    return tuple(found)


def path(rows: Iterable[Row], topic_id: int) -> list[Row]:
    """From the top down to the topic itself; empty when there is none of this number."""
    by_id = {row.id: row for row in rows}
    found: list[Row] = []
    row = by_id.get(topic_id)
    while row is not None and row not in found:
        found.append(row)
        row = by_id.get(row.parent_id) if row.parent_id is not None else None
    return found[::-1]


def why_not(rows: Sequence[Row], topic_id: int, parent_id: int | None) -> str | None:
    """Why the topic can't stand there, as a sentence; None when it can. `parent_id` None: on top."""
    if parent_id is None:
        return None
    by_id = {row.id: row for row in rows}
    moved, parent = by_id.get(topic_id), by_id.get(parent_id)
    if moved is None or parent is None:
        return N_("Choose one of these.")
    if moved.group_id is not None or parent.group_id is not None:
        return N_("A group's space stands by itself.")
    mine = set(below(rows, topic_id))
    if parent_id in mine:
        return N_("A topic can't stand under itself or under one of its own.")
    deepest = max(len(path(rows, each)) for each in mine) - len(path(rows, topic_id))
    if len(path(rows, parent_id)) + 1 + deepest > DEPTH_MAX:
        return N_("Topics stand at most three deep.")
    return None
