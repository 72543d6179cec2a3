"""Our search beside tantivy and SQLite FTS5: the same documents and questions, one after another in one run.

    python -m benchmarks.engines [--size 100000] [--real] [--queries 100] [--alone] [--without-meaning]

CPU time of the searching thread, in ms: on a shared machine the clock tells about the neighbours. `bare` is our lexical
part, which is what the others do as well: the words' plan, every document's score with its signals (a fifth of them have
some), the ten best. `words` adds what a visitor gets (near sentences, counts, highlighted passages), `everything` meaning
too. All answer as many other questions first; then each question is asked twice: `first` has never seen it, `p50` and
`p95` are of the second time. Writes `benchmarks/results/engines.json`. tantivy: `pip install -r requirements-bench.txt`.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # or others' threads work for free

import argparse
import gc
import json
import multiprocessing
import random
import re
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import peers
from benchmarks.asked import BESIDE, documents, hostile, questions
from search_index import (
    SearchDocument,
    SearchRequest,
    Signals,
    embedding,
    open_engine,
    pruning,
    query,
    ranking,
)

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "engines.json"
Figures = dict[str, Any]


class Meter:
    """Passes documents on; `spent` is the CPU time of making them, to be taken off."""

    def __init__(self, documents: Iterable[SearchDocument]) -> None:
        self._documents = iter(documents)
        self.spent = 0.0
        self.count = 0

    def __iter__(self) -> Iterator[SearchDocument]:
        while True:
            started = time.thread_time()
            batch = list(islice(self._documents, 500))
            self.spent += time.thread_time() - started
            if not batch:
                return
            self.count += len(batch)
            yield from batch


def build(folder: str, size: int, meaning: bool, figures: Any) -> None:
    """Rebuild our index (in a process of its own, so that its memory is its own)."""
    engine = opened(Path(folder), meaning)
    meter = Meter(documents(size))
    started = time.process_time()
    engine.rebuild(meter, None, None)
    cpu = time.process_time() - started - meter.spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.put({"documents": meter.count, "cpu_s": round(cpu, 1), "documents_per_cpu_s": round(meter.count / cpu),
                 "peak_mb": round(peak)})  # fmt: skip


def opened(folder: Path, meaning: bool = True) -> Any:
    """Our engine on the index in a folder."""
    return open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin", meaning)


def timed(search: Callable[[str], Any], asked: list[str], before: list[str]) -> Figures:
    """CPU time of a search in ms: the median of the first time, median and 95th percentile of the second."""
    for words in before:
        search(words)
    rounds = []
    for _ in range(2):
        times = []
        for words in asked:
            started = time.thread_time_ns()
            search(words)
            times.append((time.thread_time_ns() - started) / 1e6)
        rounds.append(times)
    first, again = rounds
    return {
        "first": round(statistics.median(first), 3), "p50": round(statistics.median(again), 3),
        "p95": round(float(np.percentile(again, 95)), 3),
    }  # fmt: skip


def set_signals(engine: Any, size: int) -> None:
    """Every fifth document has been opened, and some of those voted for or solved: as on a site that lives."""
    draw = random.Random(5)
    now = time.time()
    slots = range(0, size or 17_477, 5)
    engine.signals.set_many(
        {n: Signals(draw.randint(1, 300) * ranking.hit_weight(now), draw.randint(0, 9), solved=draw.random() < 0.3) for n in slots}
    )  # fmt: skip


def memory(folder: str, size: int, meaning: bool, figures: Any) -> None:
    """What a web process has of its own, in MB, after 1,000 searches and suggestions: forked, as web processes are.

    What is loaded before the fork is shared by all of them: the program and the model's words.
    """
    asked = [words for each in questions(size, 250).values() for words in each]
    if meaning:
        embedding.default()
    gc.collect()
    gc.freeze()
    before = own_megabytes()

    def work() -> None:
        engine = opened(Path(folder), meaning)
        for words in asked:
            engine.search(SearchRequest(words))
            engine.suggest(words[:4], ("en",))
        gc.collect()
        figures.put({"shared_mb": before, "own_mb": own_megabytes(), "searches": len(asked)})

    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()


def own_megabytes() -> float:
    """Private_Dirty of this process."""
    said = re.search(r"Private_Dirty:\s+(\d+)", Path("/proc/self/smaps_rollup").read_text())
    return round(int(said[1]) / 1024, 1) if said else 0.0


def bare(engine: Any) -> Callable[[str], list[int]]:
    """The lexical part alone, with the signals' factor."""
    index = engine._index()
    langs = tuple(dict.fromkeys(("en", *index.langs)))

    def search(words: str) -> list[int]:
        plan = query.plan(SearchRequest(words, langs=langs), index, langs)
        best: list[tuple[float, int]] = []
        for segment in index.segments:
            known = engine.signals.standing(segment.columns.slots)
            found, text = pruning.best(segment, plan, known, None if segment.whole else segment.alive, 10)
            scores = text * known.ranked[found]
            best += zip((-scores).tolist(), segment.columns.slots[found].tolist(), strict=True)
        return [slot for _, slot in sorted(best)[:10]]

    return search


def freshness(engine: Any, size: int) -> Figures:
    """Replace 1 and 100 documents: CPU and wall seconds until a search finds the new text."""
    found: Figures = {}
    first = next(documents(size))
    for count in (1, 100):
        cpu, wall = [], []
        for turn in range(3):
            word = f"freshword{count}x{turn}"
            fresh = [replace(first, id=f"fresh:{n}", slot=n, title=f"{word} {n}") for n in range(count)]
            started, clock = time.process_time(), time.perf_counter()
            engine.replace(fresh)
            assert engine.search(SearchRequest(word)).total >= count
            cpu.append(time.process_time() - started)
            wall.append(time.perf_counter() - clock)
        found[str(count)] = {"cpu_s": round(statistics.median(cpu), 2), "wall_s": round(max(wall), 2)}
    return found


def indexed(
    name: str, folder: Path, size: int, make: Callable[[Path, Iterable[SearchDocument]], Any]
) -> tuple[Any, Figures]:
    """A peer with its figures of indexing."""
    folder.mkdir()
    meter = Meter(documents(size))
    started = time.process_time()
    search = make(folder, meter)
    if search is None:
        print(f"{name} is not installed and left out")
        return None, {}
    cpu = time.process_time() - started - meter.spent
    return search, {"cpu_s": round(cpu, 1), "documents_per_cpu_s": round(meter.count / cpu), "disk_mb": round(peers.size(folder), 1)}  # fmt: skip


def apart(work: Callable[..., None], *arguments: Any) -> Figures:
    """What a function puts into the queue it is given last, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    said = context.SimpleQueue()
    child = context.Process(target=work, args=(*arguments, said))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{work.__name__} failed")
    return dict(said.get())


def suggesting(engine: Any, size: int, count: int) -> Figures:
    """Of beginnings of 1 to 8 letters, each for the first time."""
    asked = [words for each in questions(size, count, 13).values() for words in each]
    beginnings = list(dict.fromkeys(words[:cut] for words in asked for cut in (1, 2, 3, 5, 8)))
    return timed(lambda words: engine.suggest(words, ("en",)), beginnings, [])


def measure(
    size: int, count: int, folder: Path, before: Figures, meaning: bool = True, alone: bool = False
) -> Figures:
    """All figures of one collection; an index that lies in `folder` is taken as it is, with the figures from `before`."""
    ours = (
        before["indexing"]["ours"]
        if before and (folder / "index" / "CURRENT").exists()
        else apart(build, str(folder), size, meaning) | {"disk_mb": round(peers.size(folder / "index"), 1)}
    )
    print("ours:", ours, flush=True)
    words = opened(folder, False)
    set_signals(words, size)
    everything = opened(folder, meaning)
    own = apart(memory, str(folder), size, meaning)
    print("memory:", own, flush=True)
    tantivy, of_tantivy = (None, {}) if alone else indexed("tantivy", folder / "tantivy", size, peers.tantivy)
    fts5, of_fts5 = (None, {}) if alone else indexed("FTS5", folder / "fts5", size, peers.fts5)
    searches: dict[str, Callable[[str], Any]] = {
        "bare": bare(words),
        "words": lambda each: words.search(SearchRequest(each)),
        "everything": lambda each: everything.search(SearchRequest(each)),
    }
    if fts5:
        searches["fts5"] = fts5
    if not meaning:
        del searches["everything"]
    if tantivy:
        searches["tantivy"] = tantivy
    kinds: Figures = {}
    others = questions(size, count, 12)
    for kind, asked in questions(size, count).items():
        row = kinds[kind] = {name: timed(search, asked, others[kind]) for name, search in searches.items()}
        for name in set(row) & {"bare", "words", "everything"}:
            for peer in ("tantivy", "fts5"):
                if peer in row:
                    row[name][f"of_{peer}"] = round(row[name]["p50"] / row[peer]["p50"], 3)
                    row[name][f"first_of_{peer}"] = round(row[name]["first"] / row[peer]["first"], 3)
        print(
            f"{kind:18}",
            "  ".join(f"{name} {each['p50']:.2f}/{each['p95']:.2f}" for name, each in row.items()),
            flush=True,
        )
    cruel: dict[str, float] = {}
    for name, text in hostile().items():
        started = time.thread_time()
        everything.search(SearchRequest(text, body=text))
        cruel[name] = round((time.thread_time() - started) * 1000, 1)
    worst = max(cruel, key=cruel.__getitem__)
    print(f"hostile: {worst} {cruel[worst]} ms", flush=True)
    typed = suggesting(everything, size, count)
    print("suggestions:", typed, flush=True)
    fresh = freshness(everything, size)
    print("replace:", fresh, flush=True)
    return {
        "memory": own, "suggestions": typed, "load": [round(each, 1) for each in os.getloadavg()],
        "indexing": {"ours": ours, "tantivy": of_tantivy, "fts5": of_fts5}, "queries": kinds, "queries_of_a_kind": count,
        "hostile_ms": cruel, "worst_hostile_ms": cruel[worst], "replace": fresh,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--alone", action="store_true", help="without the others")
    parser.add_argument("--without-meaning", action="store_true")
    parser.add_argument("--keep", type=Path, help="where our index is left, and taken from the next time")
    given = parser.parse_args()
    if given.real and not BESIDE.exists():
        print("The real threads do not lie beside the checkout; nothing was measured.")
        return 0
    size = 0 if given.real else given.size
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    name = "real" if given.real else str(size)
    with tempfile.TemporaryDirectory() as folder:
        if given.keep:
            given.keep.mkdir(parents=True, exist_ok=True)
            (Path(folder) / "index").symlink_to((given.keep / "index").resolve())
            (given.keep / "index").mkdir(exist_ok=True)
        before = kept.get(name, {})
        figures = measure(size, given.queries, Path(folder), before, not given.without_meaning, given.alone)
    kept[name] = figures
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
