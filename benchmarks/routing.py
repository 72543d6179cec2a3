"""Does an invitation find who really answered? Threads of two real communities, split by time.

The newer 30 of 100 solved threads are new questions, of which each finds what was solved before it. Search finds solved threads
like it, `forum.routing.weighing` weighs their solvers, and the first three would be invited. Right is when the person who
solved the question in fact is among them (hit@3), or among the first ten (hit@10). Compared with always inviting those who
solved most, in the question's category or of late. "Within limits": nobody is invited more often
than three times in seven days, as on the site. Who never solved anything before can't be found by anybody: "reachable" says
how many could.

What counts as solved: where askers accept answers (Cardano), those; where they do not (Thunderbird), the answer that readers
found helpful most often, by somebody else than the asker. Nobody who really answered is the only one who could have: the
figures compare ways of choosing, and say little about how often an invitation is welcome.

``python -m benchmarks.routing [--data FOLDER]``: FOLDER holds threads.jsonl.gz. Writes results/routing.json.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import os
import tempfile
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from forum.routing.weighing import Hit, active, weigh
from search_index import SearchDocument, SearchRequest, open_engine

DATA = Path(os.environ.get("ASKWELL_BENCHMARK_DATA", "../shared/data")) / "community"
RESULTS = Path(__file__).parent / "results" / "routing.json"
KNOWN_SHARE = 0.7
PER_WEEK = 3
LIST = 20
NEW_MAX = 400  # new questions tried of each community: enough for intervals of five points
LOOKED_AT, ACTIVE_DAYS = 60, 365  # as forum.routing.finding
SOURCES = {"cardano": "ada", "thunderbird": "t"}
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Thread:
    """A solved thread. `solver`: a number for each person."""

    number: int
    title: str
    body: str
    solution: str
    category: str
    solver: int
    at: datetime


def main() -> None:
    """Measure, print, keep."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=DATA)
    folder = parser.parse_args().data
    found = {}
    for name, prefix in SOURCES.items():
        threads = sorted(solved(folder / "threads.jsonl.gz", prefix), key=lambda each: each.at)
        found[name] = measure(threads)
        print(
            f"{name}: {found[name]['threads']} threads, {found[name]['tried']} new, reachable {found[name]['reachable']}"
        )
        for way, figures in found[name]["ways"].items():
            print(f"  {way:<34} hit@3 {figures['hit@3']}  within limits {figures['hit@3 within limits']}")
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def solved(path: Path, prefix: str) -> Iterator[Thread]:
    """The English threads of one community that somebody else than the asker solved."""
    people: dict[str, int] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for number, line in enumerate(file):
            raw = json.loads(line)
            if raw["id"].partition("-")[0] != prefix or raw["lang"] != "en":
                continue
            best = _solution(raw)
            if best is not None:
                yield Thread(
                    number, raw["title"], raw["body"], best["body"], raw.get("category") or "",
                    people.setdefault(best["author"], len(people)), datetime.fromisoformat(raw["created"]),
                )  # fmt: skip


def _solution(raw: dict[str, Any]) -> Any:
    others = [each for each in raw["answers"] if each["author"] != raw["author"]]
    accepted = [each for each in others if each.get("accepted")]
    if accepted:
        return accepted[0]
    if raw["id"].startswith("ada"):
        return None
    return max(
        (each for each in others if each.get("score", 0) > 0), key=lambda each: each["score"], default=None
    )


def measure(threads: Sequence[Thread]) -> dict[str, Any]:
    """All ways of choosing, over the same new questions."""
    new = threads[int(len(threads) * KNOWN_SHARE) :][:NEW_MAX]
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"whoosh:{folder}/index", Path(folder) / "signals.bin")
        engine.rebuild([document(each) for each in threads], len(threads))
        past = Past(threads, engine)
        ways: dict[str, Choose] = {
            "who solved most": past.most,
            "who solved most in the category": past.most_in_category,
            "who solved most in 30 days": past.most_of_late,
            "likeness alone": past.alike,
            "likeness and activity (the site's)": past.alike_and_active,
        }
        chosen = {name: [choose(each) for each in new] for name, choose in ways.items()}
        reachable = [any(each.solver == old.solver for old in past.before(each)) for each in new]
        engine.close()
    return {
        "threads": len(threads),
        "tried": len(new),
        "reachable": share(reachable),
        "ways": {
            name: {
                **{
                    f"hit@{k}": share([q.solver in c[:k] for q, c in zip(new, lists, strict=True)])
                    for k in (3, 10)
                },
                "hit@3 within limits": share(within_limits(new, lists)),
            }
            for name, lists in chosen.items()
        },
    }


def document(thread: Thread) -> SearchDocument:
    """A known thread as the site indexes it."""
    return SearchDocument(
        id=f"question:{thread.number}", slot=thread.number, kind="question", lang="en", title=thread.title,
        body=thread.body, solution=thread.solution, topic=thread.category, created=thread.at.timestamp(),
    )  # fmt: skip


def within_limits(new: Sequence[Thread], lists: Sequence[list[int]]) -> list[bool]:
    """Was the solver among the three that were invited, when nobody is invited more than PER_WEEK times in seven days?"""
    invited: dict[int, list[datetime]] = defaultdict(list)
    right = []
    for question, people in zip(new, lists, strict=True):
        week = question.at - timedelta(days=7)
        free = [person for person in people if sum(at > week for at in invited[person]) < PER_WEEK][:3]
        for person in free:
            invited[person].append(question.at)
        right.append(question.solver in free)
    return right


class Past:
    """What a site knew when a question came: the threads that were solved before it."""

    def __init__(self, threads: Sequence[Thread], engine: Any) -> None:
        self._threads, self._engine = threads, engine
        self._moments = [each.at for each in threads]
        self._by_number = {each.number: each for each in threads}

    def before(self, new: Thread) -> Sequence[Thread]:
        """All earlier ones, the oldest first."""
        return self._threads[: bisect_left(self._moments, new.at)]

    def most(self, new: Thread) -> list[int]:
        """Those with the most solutions, whatever the question."""
        return _top(self.before(new))

    def most_in_category(self, new: Thread) -> list[int]:
        """Those with the most solutions in the question's category, filled up with those with the most."""
        past = self.before(new)
        mine = _top([each for each in past if each.category == new.category])
        return list(dict.fromkeys([*mine, *_top(past)]))[:LIST]

    def most_of_late(self, new: Thread) -> list[int]:
        """Those with the most solutions in the last 30 days, filled up with those with the most."""
        past = self.before(new)
        late = _top([each for each in past if _days(each, new) < 30])
        return list(dict.fromkeys([*late, *_top(past)]))[:LIST]

    def alike(self, new: Thread) -> list[int]:
        """Solvers of what search finds."""
        hits = [Hit(each.number, each.solver, score) for each, score in self._found(new)]
        return [each.person for each in weigh(hits, {hit.solver: 1.0 for hit in hits}, LIST)]

    def alike_and_active(self, new: Thread) -> list[int]:
        """The site's way: weighed by what they did of late, and where."""
        hits = [Hit(each.number, each.solver, score, _days(each, new)) for each, score in self._found(new)]
        year = [each for each in self.before(new) if _days(each, new) < ACTIVE_DAYS]
        done = active((each.solver, each.category == new.category, _days(each, new)) for each in year)
        return [each.person for each in weigh(hits, done, LIST)]

    def _found(self, new: Thread) -> list[tuple[Thread, float]]:
        request = SearchRequest(
            words=new.title,
            body=new.body,
            langs=("en",),
            kinds=("question",),
            limit=LOOKED_AT * 4,
            exact=True,
            suggesting=True,
        )
        found = [
            (self._by_number[int(e.id.partition(":")[2])], e.score)
            for e in self._engine.search(request).results
        ]
        return [(each, score) for each, score in found if each.at < new.at][:LOOKED_AT]


Choose = Callable[[Thread], list[int]]


def _top(threads: Sequence[Thread]) -> list[int]:
    return [person for person, _ in Counter(each.solver for each in threads).most_common(LIST)]


def _days(old: Thread, new: Thread) -> float:
    return (new.at - old.at).total_seconds() / DAY


def share(right: Sequence[bool]) -> str:
    """Per cent, with the 95 per cent interval of Wilson (1927)."""
    n, z = len(right), 1.96
    p = sum(right) / n
    middle, spread = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    low, high = (middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)
    return f"{100 * p:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


if __name__ == "__main__":
    main()
