"""Sixty days of a site whose visitors click as people do: does search learn, is it taken over, does it recover?

    python -m benchmarks.simulation [--set DIR] [--days 60] [--visitors 100] [--seed 1]

The engine, the record of searching and the learning rule are the real ones: each day's searches are rows of
`search_record`, `forum.search.learning` looks at them, and what it learned goes into the index. Made up are the
visitors (`benchmarks.simulated_visitors`), the judged set says what is right. Half of the set's queries are what
people type; tested is on the other half, which nobody ever types.

    none        nothing is learned: the engine's texts alone
    learns      the same visitors, and search learns
    farm        1 % of the visitors open one wrong document all day, from whatever search
    farm, aimed 1 % open one wrong document all day, from searches for what is asked most
    changed     on day 30 the right answers of a fifth of the documents move to the document most like them

Prints a table; figures go to `benchmarks/results/simulation.json`, pictures to `simulation*.png` where matplotlib is
installed (`requirements-bench.in`). Takes about five minutes of one core.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks import simulation_told
from benchmarks.simulated_visitors import Farm, World, day_of_searches
from forum import create_app
from forum.config import Settings
from forum.core import clock
from forum.core.db import db, may_write
from forum.search import learned, learning
from forum.search.models import SearchRecord
from search_index import SearchRequest, Signals, evaluate, open_engine
from search_index.ranking import hit_weight
from search_index.weights import HIT_HALF_LIFE_DAYS

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results"
BESIDE = ROOT.parent / "shared" / "data" / "judged" / "banking77_en"
SMALL = ROOT / "tests" / "search_index" / "judged" / "shop"
CHANGE_DAY = 30
CHANGED_SHARE = 0.2
LOOK_EVERY_DAYS = 5
TESTED_MAX = 150  # queries asked each time the site is measured


@dataclass(slots=True)
class Story:
    """One run. `right` of a query's id: the documents that answer it, which a changed world changes."""

    name: str
    learns: bool = True
    farm: str = ""  # "", "broad" or "aimed"
    changes: bool = False
    days: list[int] = field(default_factory=list)
    ndcg: list[float] = field(default_factory=list)
    changed_ndcg: list[float] = field(default_factory=list)  # of the queries whose answer changes
    farmed_rank: list[float] = field(default_factory=list)  # mean place of the farmed document, 11: not shown
    farmed_first: list[float] = field(default_factory=list)  # share of the tested queries it stands first for
    aimed_ndcg: list[float] = field(default_factory=list)  # of the queries that the farm is after
    searches: int = 0


STORIES = (
    Story("none", learns=False),
    Story("learns"),
    Story("farm", farm="broad"),
    Story("farm, aimed", farm="aimed"),
    Story("changed", changes=True),
)


class Site:
    """One site of its own: a database, an index, a day after another."""

    def __init__(self, folder: Path, world: World, days: int) -> None:
        self.world = world
        self.app = create_app(
            Settings(
                instance_dir=folder,
                database_url=f"sqlite:///{folder / 'site.db'}",
                search_url=f"whoosh:{folder / 'search'}",
                secret_key="a key for a simulation only, long enough",
                sqlite_synchronous="OFF",
            )
        )
        from forum.core import migrate

        migrate.upgrade(self.app)
        self.engine = open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin")
        self.engine.rebuild(world.documents)
        self.begin = datetime.now(tz=clock.now().tzinfo).replace(hour=0, minute=0) - timedelta(days=days)
        self.hits: dict[int, float] = {}
        self.found: dict[str, list[str]] = {}
        self.ids = {slot: document for document, slot in world.slots.items()}

    def find(self, words: str) -> list[str]:
        """Ids of the ten that are shown."""
        if words not in self.found:  # nothing changes before the day is over
            answer = self.engine.search(SearchRequest(words=words, langs=("en",), limit=1, ranks=10))
            self.found[words] = [self.ids[slot] for slot in answer.ranking]
        return self.found[words]

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """The day's searches and visits, as `forum.search.recording` writes them."""
        with self.app.app_context():
            may_write.set(True)
            db.session.execute(sa.insert(SearchRecord), list(rows))
            db.session.commit()
        opened = {(row["visitor"], document) for row in rows for document, _ in row["opened"]}
        fading = 0.5 ** (1 / HIT_HALF_LIFE_DAYS)
        self.hits = {slot: hits * fading for slot, hits in self.hits.items()}
        for _, document in opened:
            slot = self.world.slots[document]
            self.hits[slot] = self.hits.get(slot, 0.0) + 1.0

    def learn(self, day: int) -> None:
        """What the worker does by the clock, at the end of a day."""
        end = self.begin + timedelta(days=day + 1, hours=1)
        with clock.moved(end - clock.now()), self.app.app_context():
            may_write.set(True)
            learning.learn_settled()
            learning.fade()
            db.session.commit()
            documents = learned.added(self.world.documents)
        self.found.clear()
        self.engine.rebuild(documents)  # as one segment: faster to ask than many
        # Hits are kept as if of one moment: as many as they count at the end of this day, said as of now.
        now = hit_weight(time.time())
        self.store({slot: Signals(hits=hits * now) for slot, hits in self.hits.items()})

    def store(self, signals: Mapping[int, Signals]) -> None:
        self.engine.signals.set_many(signals)  # type: ignore[attr-defined]


def live(story: Story, world: World, days: int, visitors: int, seed: int) -> Story:
    """Live through a story; fills it in."""
    chance = random.Random(seed)
    farm = Farm(world, story.farm, random.Random(seed + 1), visitors) if story.farm else None
    with tempfile.TemporaryDirectory(prefix="askwell-simulation-") as temporary:
        site = Site(Path(temporary), world, days)
        with closing(site.engine):
            for day in range(days + 1):
                changed = story.changes and day >= CHANGE_DAY
                if day % LOOK_EVERY_DAYS == 0 or day == CHANGE_DAY:
                    _look(story, site, world, day, changed)
                if day == days:
                    break
                if not story.learns:
                    continue
                rows = day_of_searches(
                    world, site.find, visitors, site.begin + timedelta(days=day), chance, changed, farm
                )
                story.searches += len(rows)
                site.write(rows)
                site.learn(day)
    return story


def _look(story: Story, site: Site, world: World, day: int, changed: bool) -> None:
    """Ask the tested queries, and note how well they are answered today."""
    scores, of_changed, ranks, of_aimed = [], [], [], []
    for want in world.tested:
        found = site.find(want.words)
        right = world.right(want, changed)
        score = evaluate.measures(found, {right: 1})[0]
        scores.append(score)
        if want.document in world.moved:
            of_changed.append(score)
        if want.document == world.popular:
            of_aimed.append(score)
        if want.document != world.farmed:
            ranks.append(found.index(world.farmed) + 1 if world.farmed in found else 11)
    story.days.append(day)
    story.ndcg.append(_mean(scores))
    story.changed_ndcg.append(_mean(of_changed))
    story.aimed_ndcg.append(_mean(of_aimed))
    story.farmed_rank.append(_mean(ranks))
    story.farmed_first.append(_mean([float(rank == 1) for rank in ranks]))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--set", type=Path, default=BESIDE if BESIDE.exists() else SMALL, dest="place")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--visitors", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--results", type=Path, default=RESULTS)
    given = parser.parse_args()
    started = time.process_time()
    world = World.of(given.place, random.Random(given.seed), TESTED_MAX, CHANGED_SHARE)
    stories = {}
    for story in STORIES:
        if given.only and story.name not in given.only:
            continue
        began = time.process_time()
        stories[story.name] = live(story, world, given.days, given.visitors, given.seed)
        print(f"{story.name:12} nDCG@10 {story.ndcg[0]:.3f} -> {story.ndcg[-1]:.3f}  changed {story.changed_ndcg[-1]:.3f} "
              f"aimed {story.aimed_ndcg[-1]:.3f} farmed: place {story.farmed_rank[-1]:.1f} first {story.farmed_first[-1]:.3f} "
              f"({story.searches} searches, {time.process_time() - began:.0f} s)", flush=True)  # fmt: skip
    given.results.mkdir(parents=True, exist_ok=True)
    figures = _joined(given, stories, time.process_time() - started)
    if "verdict" not in figures:
        return 0
    print(json.dumps(figures["verdict"], indent=1))
    return simulation_told.draw(figures, given.results)


def _joined(given: argparse.Namespace, stories: dict[str, Story], seconds: float) -> dict[str, Any]:
    """These stories beside those told before in the same world, kept; with the verdict when none is missing."""
    path = given.results / "simulation.json"
    world = {
        "set": given.place.name,
        "days": given.days,
        "visitors_a_day": given.visitors,
        "seed": given.seed,
    }
    figures: dict[str, Any] = {**world, "change_day": CHANGE_DAY, "cpu_seconds": 0, "stories": {}}
    if given.only and path.exists():
        before = json.loads(path.read_text())
        if {name: before.get(name) for name in world} == world:
            figures = before
    figures["cpu_seconds"] = round(figures["cpu_seconds"] + seconds)
    figures["stories"] |= {name: asdict(story) for name, story in stories.items()}
    if {story.name for story in STORIES} <= set(figures["stories"]):
        figures["verdict"] = simulation_told.verdict(figures)
    path.write_text(json.dumps(figures, indent=1) + "\n")
    return figures


if __name__ == "__main__":
    sys.exit(main())
