"""Our search beside tantivy and SQLite FTS5: the same documents and questions, one after another in one run.

    python -m benchmarks.engines [--size 100000] [--real] [--queries 100]

CPU time of the searching thread, in ms: on a shared machine the clock tells about the neighbours. `bare` is our lexical
part, which is what the others do as well: the words' plan, every document's score, the ten best. `words` adds what a
visitor gets (near sentences, signals, counts, highlighted passages), `everything` meaning too. Writes
`benchmarks/results/engines.json`. tantivy is optional: `pip install -r requirements-bench.in`.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"  # or others' threads work for free

import argparse
import gzip
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

from benchmarks import made_up, peers
from search_index import SearchDocument, SearchRequest, open_engine, query, scoring

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "results" / "engines.json"
BESIDE = ROOT.parent / "shared" / "data" / "community"
KINDS = {"one word": 1, "two words": 2, "four words": 4, "a sentence of 12": 12}
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


def documents(size: int) -> Iterator[SearchDocument]:
    """Made-up ones, or (0) the real ones beside the checkout."""
    return made_up.documents(size) if size else real()


def real() -> Iterator[SearchDocument]:
    """Articles and threads of other sites."""
    slot = 0
    for name in ("articles", "threads"):
        with gzip.open(BESIDE / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for row in map(json.loads, file):
                if row["type"] in ("article", "thread"):
                    answers = tuple(each["body"] for each in row.get("answers", ()))
                    yield SearchDocument(
                        f"{name}:{slot}", slot, "article" if name == "articles" else "question", row["lang"], row["title"],
                        summary=row.get("summary") or "", body=row["body"], answers=answers, topic=row.get("category") or "",
                    )  # fmt: skip
                    slot += 1


def questions(size: int, count: int) -> dict[str, list[str]]:
    """Searches by kind; of the real documents their own titles, and words of them."""
    if size:
        return {name: made_up.questions(words, count) for name, words in KINDS.items()}
    draw = random.Random(11)
    titles = [
        d.title for d in real() if len(re.findall(r"[a-z]{3,}", d.title.lower())) >= 5 and d.title.isascii()
    ]
    chosen = [re.findall(r"[A-Za-z0-9]+", title) for title in draw.sample(titles, count)]
    found = {
        name: [" ".join(draw.sample([w for w in title if len(w) > 3] or title, min(words, 4, len(title))))
               if len([w for w in title if len(w) > 3]) >= words else " ".join(title[:words]) for title in chosen]
        for name, words in KINDS.items() if words < 12
    }  # fmt: skip
    return found | {"a title": [" ".join(title) for title in chosen]}


def hostile() -> dict[str, str]:
    """What nobody types to find something."""
    draw = random.Random(3)
    words = made_up.vocabulary()
    letters = "abcdefghijklmnopqrstuvwxyz"
    unknown = ["".join(draw.choices(letters, k=draw.randint(4, 14))) for _ in range(1500)]
    return {
        "1,500 unknown words": " ".join(unknown),
        "10 kB of log": " ".join(f"2026-11-2{n % 10} ERROR [{n:x}] {draw.choice(words)}.{draw.choice(words)}:{n}" for n in range(300)),
        "the 250 commonest words": " ".join(words[:250]),
        "stop words only": " ".join(words[:24]),
        "prefixes": "a* b* c* s* pa* re* " * 40,
        "near misses": " ".join(word[:2] + word[3:] for word in words[100:400] if len(word) > 5),
        "punctuation": "*?~()[]{}!:^\"'\\/" * 200,
        "one letter": "a",
        "letters": " ".join(letters) * 20,
        "one long word": "a" * 10_000,
        "Chinese": "信用卡在国外被拒绝" * 400,
        "hiragana": "できませんでした" * 400,
        "accents": "e\u0301" * 5_000,
        "quotes": '"' + '" "'.join(" ".join(words[n : n + 3]) for n in range(24, 400, 3)) + '"',
    }  # fmt: skip


def build(folder: str, size: int, figures: Any) -> None:
    """Rebuild our index (in a process of its own, so that its memory is its own)."""
    engine = open_engine(f"whoosh:{Path(folder) / 'index'}", Path(folder) / "signals.bin")
    meter = Meter(documents(size))
    started = time.process_time()
    engine.rebuild(meter, None, None)
    cpu = time.process_time() - started - meter.spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures.put({"documents": meter.count, "cpu_s": round(cpu, 1), "documents_per_cpu_s": round(meter.count / cpu),
                 "peak_mb": round(peak)})  # fmt: skip


def timed(search: Callable[[str], Any], asked: list[str]) -> Figures:
    """Median and 95th percentile of the CPU time of a search, in ms; each is run once before."""
    times = []
    for words in asked:
        search(words)
        started = time.thread_time()
        search(words)
        times.append((time.thread_time() - started) * 1000)
    return {"p50": round(statistics.median(times), 3), "p95": round(float(np.percentile(times, 95)), 3)}


def bare(engine: Any) -> Callable[[str], list[int]]:
    """The lexical part alone, with the signals' factor."""
    index = engine._index()

    def search(words: str) -> list[int]:
        langs = tuple(dict.fromkeys(("en", *index.langs)))
        plan = query.plan(SearchRequest(words, langs=langs), index, langs)
        best: list[tuple[float, int]] = []
        for segment in index.segments:
            shown, factors = scoring.standing(segment, engine.signals, False)
            scores = scoring.ranked(scoring.score(segment, plan), factors, shown)
            found = scoring.top(scores, 10)
            best += zip((-scores[found]).tolist(), segment.columns.slots[found].tolist(), strict=True)
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


def rebuilt(size: int, folder: Path) -> Figures:
    """Our index in `folder`, with its figures."""
    context = multiprocessing.get_context("spawn")
    said = context.SimpleQueue()
    child = context.Process(target=build, args=(str(folder), size, said))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit("The rebuild failed")
    return dict(said.get()) | {"disk_mb": round(peers.size(folder / "index"), 1)}


def measure(size: int, count: int, folder: Path, before: Figures) -> Figures:
    """All figures of one collection; an index that lies in `folder` is taken as it is, with the figures from `before`."""
    ours = (
        before["indexing"]["ours"]
        if before and (folder / "index" / "CURRENT").exists()
        else rebuilt(size, folder)
    )
    print("ours:", ours, flush=True)
    everything = open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin")
    words = open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin", meaning=False)
    tantivy, of_tantivy = indexed("tantivy", folder / "tantivy", size, peers.tantivy)
    fts5, of_fts5 = indexed("FTS5", folder / "fts5", size, peers.fts5)
    searches: dict[str, Callable[[str], Any]] = {
        "bare": bare(words),
        "words": lambda each: words.search(SearchRequest(each)),
        "everything": lambda each: everything.search(SearchRequest(each)),
        "fts5": fts5,
    }
    if tantivy:
        searches["tantivy"] = tantivy
    kinds: Figures = {}
    for kind, asked in questions(size, count).items():
        row = kinds[kind] = {name: timed(search, asked) for name, search in searches.items()}
        for name in ("bare", "words", "everything"):
            for peer in ("tantivy", "fts5"):
                if peer in row:
                    row[name][f"of_{peer}"] = round(row[name]["p50"] / row[peer]["p50"], 2)
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
    fresh = freshness(everything, size)
    print("replace:", fresh, flush=True)
    return {
        "indexing": {"ours": ours, "tantivy": of_tantivy, "fts5": of_fts5}, "queries": kinds, "queries_of_a_kind": count,
        "hostile_ms": cruel, "worst_hostile_ms": cruel[worst], "replace": fresh,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--queries", type=int, default=100)
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
        figures = measure(size, given.queries, Path(folder), kept.get(name, {}))
    kept[name] = figures
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
