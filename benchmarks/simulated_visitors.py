"""Visitors who look at results as people do: the first ones mostly, and not always rightly.

The model is the position-based one of Craswell, Zoeter, Taylor and Ramsey, "An Experimental Comparison of Click
Position-Bias Models" (WSDM 2008): a result is opened when it is looked at (the less, the lower it stands) and when
its title draws (the right one mostly, a wrong one sometimes). Whoever opened the right one mostly goes away
satisfied; some go away from a wrong one just as quietly, and some of the others try other words.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from forum.search.wording import normal
from search_index import SearchDocument, embedding, evaluate

LOOKS_POWER = 0.8  # a result at place r is looked at with (1 / r) ** 0.8
DRAWS_RIGHT = 0.85
DRAWS_WRONG = 0.12
CONTENT_RIGHT = 0.9  # who opened the right one and goes away
CONTENT_WRONG = 0.3  # who opened a wrong one and goes away all the same
TRIES_AGAIN = 0.5  # who found nothing and tries other words
SAYS_SO = 0.05  # who says that it helped
FARM_SHARE = 0.01  # of the visitors
FARM_SEARCHES = 40  # a day, each


class Want(NamedTuple):
    """What somebody types, and the document that answers it."""

    words: str
    document: str


@dataclass(frozen=True)
class World:
    """A judged set as a site: what people type (`asked`), what is tested, what is asked how often (`weights`).

    `moved`: {document: the one that answers its questions after the change}. `popular`: asked for most. `farmed`: the
    wrong document that the farm opens.
    """

    documents: Sequence[SearchDocument]
    asked: Mapping[str, Sequence[str]]
    weights: Mapping[str, float]
    tested: Sequence[Want]
    moved: Mapping[str, str]
    slots: Mapping[str, int]
    popular: str
    farmed: str

    @classmethod
    def of(cls, place: Path, chance: random.Random, tested_max: int, changed_share: float) -> World:
        """Read a set; queries are divided by a hash of their id, as `search evaluate --history 0.5` does."""
        documents = evaluate.read_documents(place)
        ids = {document.external_id: document.id for document in documents}
        split = "shared" if (place / "shared.qrels.tsv").exists() else "all"
        past, rest = evaluate.divide(place, evaluate.read_queries(place, split), 0.5)
        asked: dict[str, list[str]] = {}
        for query in past:
            asked.setdefault(ids[_best(query.relevant)], []).append(query.text)
        tested = [Want(query.text, ids[_best(query.relevant)]) for query in rest]
        tested = [want for want in tested if want.document in asked]
        chance.shuffle(tested)
        tested = tested[:tested_max]
        order = sorted(asked)
        chance.shuffle(order)
        order.sort(key=lambda document: -sum(want.document == document for want in tested))
        order[1:] = chance.sample(order[1:], len(order) - 1)
        weights = {document: 1 / (place + 10) for place, document in enumerate(order)}
        moved = _neighbours(documents, order, chance, changed_share)
        farmed = next(document for document in order[len(order) // 2 :] if document not in moved)
        return cls(
            documents, asked, weights, tested, moved, {d.id: d.slot for d in documents}, order[0], farmed
        )

    def right(self, want: Want, changed: bool) -> str:
        """What answers it today."""
        return self.moved.get(want.document, want.document) if changed else want.document

    def draw(self, chance: random.Random) -> Want:
        """What the next visitor wants."""
        document = chance.choices(list(self.asked), [self.weights[each] for each in self.asked])[0]
        return Want(chance.choice(self.asked[document]), document)


class Farm:
    """Visitors of the farm: each searches all day, and opens the farmed document wherever it stands.

    "broad": from whatever people search. "aimed": from what people type for the document that is asked for most.
    """

    def __init__(self, world: World, kind: str, chance: random.Random, visitors: int) -> None:
        self.world, self.kind, self.chance = world, kind, chance
        self.count = max(1, round(visitors * FARM_SHARE))

    def day(self, find: Callable[[str], list[str]], begin: datetime) -> list[dict[str, Any]]:
        """The farm's searches of a day."""
        rows = []
        for _ in range(self.count):
            who = f"{self.chance.getrandbits(64):016x}"
            for n in range(FARM_SEARCHES):
                words = (
                    self.chance.choice(self.world.asked[self.world.popular])
                    if self.kind == "aimed"
                    else self.world.draw(self.chance).words
                )
                shown = find(words)
                place = shown.index(self.world.farmed) + 1 if self.world.farmed in shown else None
                opened = [[self.world.farmed, place]]
                at = begin + timedelta(minutes=60 + 30 * n + self.chance.random() * 10)
                rows.append(_row(self.chance, who, at, words, shown, opened, "opened"))
        return rows


def day_of_searches(
    world: World,
    find: Callable[[str], list[str]],
    visitors: int,
    begin: datetime,
    chance: random.Random,
    changed: bool,
    farm: Farm | None,
) -> list[dict[str, Any]]:
    """Rows of `search_record` of one day, the oldest first."""
    rows = []
    for _ in range(visitors):
        rows += _visit(world, find, begin + timedelta(minutes=chance.random() * 1380), chance, changed)
    if farm is not None:
        rows += farm.day(find, begin)
    return sorted(rows, key=lambda row: row["at"])


def _visit(
    world: World,
    find: Callable[[str], list[str]],
    at: datetime,
    chance: random.Random,
    changed: bool,
) -> list[dict[str, Any]]:
    """One visitor: looks down the list, opens, goes away, or tries other words once."""
    who = f"{chance.getrandbits(64):016x}"
    want = world.draw(chance)
    right = world.right(want, changed)
    rows: list[dict[str, Any]] = []
    for _ in range(2):
        shown = find(want.words)
        opened, content, outcome = [], False, ""
        for place, document in enumerate(shown, 1):
            draws = DRAWS_RIGHT if document == right else DRAWS_WRONG
            if chance.random() < place**-LOOKS_POWER * draws:
                opened.append([document, place])
                outcome = "opened"
                if chance.random() < (CONTENT_RIGHT if document == right else CONTENT_WRONG):
                    content = True
                    break
        ended = ""
        if content and opened[-1][0] == right and chance.random() < SAYS_SO:
            outcome, ended = "helped", right
        rows.append(_row(chance, who, at, want.words, shown, opened, outcome, ended))
        if content or chance.random() >= TRIES_AGAIN:
            break
        want = Want(chance.choice(world.asked[want.document]), want.document)
        at += timedelta(minutes=1 + 4 * chance.random())
    return rows


def _row(
    chance: random.Random,
    who: str,
    at: datetime,
    words: str,
    shown: Sequence[str],
    opened: Sequence[Sequence[Any]],
    outcome: str,
    ended_on: str = "",
) -> dict[str, Any]:
    return {
        "id": f"{chance.getrandbits(64):016x}", "at": at, "visitor": who, "query": words, "normal": normal(words),
        "lang": "en", "total": len(shown), "shown": list(shown), "asking": False, "outcome": outcome,
        "ended_on": ended_on, "opened": [list(each) for each in opened], "reformulated": False,
    }  # fmt: skip


def _best(relevant: Mapping[str, int]) -> str:
    return max(relevant, key=lambda each: relevant[each])


def _neighbours(
    documents: Sequence[SearchDocument], order: Sequence[str], chance: random.Random, share: float
) -> dict[str, str]:
    """For a share of the documents the one that reads most like it, and answers its questions from then on."""
    chosen = {document.id: document for document in documents if document.id in order}
    ids = list(chosen)
    vectors = embedding.default().encode([f"{chosen[each].title} {chosen[each].body}"[:600] for each in ids])
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1.0)
    moved: dict[str, str] = {}
    for n in chance.sample(range(len(ids)), max(1, int(len(ids) * share))):
        target = ids[int(near[n].argmax())]
        if ids[n] not in moved.values() and target not in moved:
            moved[ids[n]] = target
    return moved
