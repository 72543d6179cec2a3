"""How many guests a second, and how fast: six kinds of pages, each as a ratio to a bare Flask page in the same run.

`python -m benchmarks.page_speed` fills a site with 10,000 questions and 50,000 posts (kept in a folder for the next run),
serves it with gunicorn (2 sync workers) and loads it over 16 connections, 400 different addresses in turn of each kind.
Three modes: as shipped while content stands still ("kept"), as shipped while it changes every second ("changing"), and
with kept pages off ("rendered": what each page costs). Yardstick and page are measured in turn, three rounds; the
ratio is the median of the rounds. `--kinds search --threads 100000 --answers 1` measures some kinds on another site; its
figures go to a file of their own.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from benchmarks import corpus, load
from benchmarks.load import Outcome
from search_index import open_engine

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results")
KINDS = ("home", "list", "question", "article", "FAQ", "search")
AIMS = {
    "home": 0.22,
    "list": 0.28,
    "question": 0.34,
    "search": 0.13,
}  # twice the fastest rival, see docs/performance.md
AIM_PER_SECOND = 150  # answers a second, on the machine where the aims were measured
ADDRESSES = 400  # different addresses of each kind
CONNECTIONS = 16
WORKERS = 2
ROUNDS = 3
MODES = ("kept", "changing", "rendered")


class Server:
    """A gunicorn of ours: its port, and what its workers spend."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port
        self.megabytes: list[int] = []

    def workers(self) -> list[int]:
        """Process ids of the workers (Linux; none elsewhere)."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def cpu_seconds(self) -> float:
        """CPU time that the workers have spent so far, user and system."""
        spent = 0
        for pid in self.workers():
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            spent += int(fields[11]) + int(fields[12])
        return spent / os.sysconf("SC_CLK_TCK")

    def measure_memory(self) -> None:
        """Note the workers' memory of their own (what is mapped from files is shared, and given back when needed)."""
        for pid in self.workers():
            line = next(
                x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("RssAnon")
            )
            self.megabytes.append(int(line.split()[1]) // 1024)


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(application: str, environment: dict[str, str], options: Sequence[str] = ()) -> Iterator[Server]:
    """gunicorn with two workers (sync, unless `options` say otherwise) on a free port; ends with the block."""
    port = _free_port()
    gunicorn = [sys.executable, "-m", "gunicorn", "-w", str(WORKERS), "-b", f"127.0.0.1:{port}", *options]
    process = subprocess.Popen(
        [*gunicorn, "--log-level", "error", application],
        cwd=ROOT,
        env={**os.environ, **environment},
        stderr=subprocess.DEVNULL,
    )
    server = Server(process, port)
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30):
                    break
            except OSError:
                time.sleep(0.1)
        yield server
        server.measure_memory()
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def meanwhile(seconds: float, deed: Callable[[int], None]) -> Iterator[None]:
    """Within the block a thread does `deed(1)`, `deed(2)`, ..., one every so many seconds."""
    stop = threading.Event()

    def work() -> None:
        for number in itertools.count(1):
            if stop.wait(seconds):
                return
            deed(number)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def change_content(connection: sqlite3.Connection) -> None:
    """As far as kept pages can tell, content changes: the number of changes grows."""
    connection.execute("UPDATE content_stamp SET stamp = stamp + 1")
    connection.commit()


def database(folder: Path) -> closing[sqlite3.Connection]:
    """The site's database, for any thread; closed with the block."""
    return closing(sqlite3.connect(folder / "askwell.db", timeout=10, check_same_thread=False))


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Within the block, content changes once a second."""
    with database(folder) as connection, meanwhile(1.0, lambda _number: change_content(connection)):
        yield


def filled_site(folder: Path, threads: int, answers: int) -> dict[str, str]:
    """The environment of a site with that many made-up threads."""
    return filled(folder, f"{threads}-{answers}", lambda into: corpus.write(into, threads, answers))


def filled(folder: Path, name: str, write: Callable[[Path], None]) -> dict[str, str]:
    """The environment of a site with what `write` puts into a file to import; filled once, used again."""
    environment = {
        "ASKWELL_INSTANCE_DIR": str(folder),
        "ASKWELL_LOG_LEVEL": "ERROR",
        "ASKWELL_DATABASE_URL": "",
        "ASKWELL_SEARCH_URL": "",
    }
    # Another schema or corpus: another site.
    about = [*sorted((ROOT / "migrations/versions").glob("*.py")), Path(corpus.__file__)]
    known = hashlib.sha256(b"".join(path.read_bytes() for path in about)).hexdigest()[:12]
    mark = folder / f"filled-{name}-{known}"
    if not mark.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        data = folder / "corpus.jsonl"
        write(data)
        for command in (["db-upgrade"], ["import", str(data)], ["search", "rebuild"]):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                cwd=ROOT,
                env={**os.environ, **environment},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        mark.touch()
    # The arrays of an index that an older program made are answered without, twenty times slower, until a worker made them anew.
    with closing(open_engine(f"whoosh:{folder / 'search'}", folder / "signals.bin")) as engine:
        engine.mend()
    return environment


def addresses(port: int, threads: int) -> dict[str, list[str]]:
    """What is asked for, by kind: real addresses, found through the site's own pages and API."""

    def api(path: str) -> dict[str, object]:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/{path}") as answer:
            found: dict[str, object] = json.load(answer)
            return found

    step = max(1, threads // ADDRESSES)
    questions = [str(api(f"questions/{n}")["url"]) for n in range(1, threads, step)]
    articles = [str(api(f"articles/{n}")["url"]) for n in range(1, ADDRESSES + 1)]
    return {
        "home": ["/"],
        "list": [f"/questions?page={n}" for n in range(1, ADDRESSES + 1)],
        "question": [_path(q) for q in questions],
        "article": [_path(a) for a in articles],
        "FAQ": [f"/faq/{topic}" for topic in corpus.TOPICS],
        "search": [f"/search?q={quote_plus(words)}" for words in corpus.searches(ADDRESSES)],
    }


def _path(url: str) -> str:
    return quote_plus("/" + url.split("://", 1)[-1].split("/", 1)[1], safe="/?=&%-") if "://" in url else url


def measure(
    threads: int, answers: int, seconds: float, folder: Path, kinds: Sequence[str] = KINDS
) -> dict[str, object]:
    """Run all and return the table."""
    environment = filled_site(folder, threads, answers)
    table: dict[str, dict[str, object]] = {kind: {} for kind in kinds}
    memory: dict[str, list[int]] = {}
    for mode in MODES:
        settings = {
            **environment,
            "ASKWELL_KEEP_GUEST_PAGES": "0" if mode == "rendered" else "1",
            # A limit for each visitor is right for a site and wrong for a benchmark from one address.
            "ASKWELL_LIMITS": "0",
        }
        with serving("benchmarks.bare:app", {}) as bare, serving("wsgi:app", settings) as site:
            asked = addresses(site.port, threads)
            for kind in kinds:
                with changing(folder) if mode == "changing" else nullcontext():
                    table[kind][mode] = _compare(bare, site, asked[kind], seconds, warm=mode == "kept")
                table[kind]["addresses"] = len(asked[kind])
        memory[mode] = site.megabytes
    return {
        "threads": threads,
        "posts": threads * (answers + 1),
        "connections": CONNECTIONS,
        "workers": WORKERS,
        "rounds": ROUNDS,
        "aims": AIMS,
        "aim_per_second": AIM_PER_SECOND,
        "own_memory_mb": memory,
        "pages": table,
    }


def _compare(bare: Server, site: Server, paths: list[str], seconds: float, warm: bool) -> dict[str, object]:
    # Before the first round each address is shown to both workers, about: what is kept is measured kept.
    if warm:
        load.run(site.port, paths, CONNECTIONS, first=min(3 * len(paths), 1200), duration=0.1)
    return in_turn(bare, site, [paths] * ROUNDS, seconds)


def in_turn(
    bare: Server, site: Server, rounds: Iterable[list[str]], seconds: float, head: str = load.HEAD
) -> dict[str, object]:
    """The yardstick and each round's addresses in turn, so that whatever else the machine does meets both."""
    total, yardstick = Outcome(), Outcome()
    spent, spent_bare = 0.0, 0.0
    ratios = []
    for paths in rounds:
        before = bare.cpu_seconds()
        one = load.run(bare.port, ["/"], CONNECTIONS, warmup=0.3, duration=seconds / 2)
        spent_bare += bare.cpu_seconds() - before
        before = site.cpu_seconds()
        two = load.run(site.port, paths, CONNECTIONS, warmup=0.3, duration=seconds, head=head)
        spent += site.cpu_seconds() - before
        yardstick.add(one)
        total.add(two)
        ratios.append(two.per_second / one.per_second)
    each, each_bare = spent / max(1, total.asked), spent_bare / max(1, yardstick.asked)
    return {
        "per_second": round(total.per_second, 1),
        "p50_ms": round(total.percentile(0.5), 1),
        "p95_ms": round(total.percentile(0.95), 1),
        "ratio": round(statistics.median(ratios), 3),
        "ratios": [round(ratio, 3) for ratio in ratios],
        "bare_per_second": round(yardstick.per_second, 1),
        "bare_p95_ms": round(yardstick.percentile(0.95), 1),
        # Of the workers, with what went before the clock: the figure that other work on the machine moves least.
        "cpu_ms": round(1000 * each, 2),
        "bare_cpu_ms": round(1000 * each_bare, 2),
        "cpu_ratio": round(each_bare / max(1e-9, each), 3),
        "from_memory": round(total.from_memory / max(1, total.answers), 2),
        "answers": total.answers,
        "others": dict(total.others),
        "kB": round(total.bytes_body / max(1, total.answers) / 1024, 1),
    }


def show(result: dict[str, object]) -> None:
    """The table, readable."""
    print(
        f"{result['threads']} questions, {result['posts']} posts; {WORKERS} sync workers, {CONNECTIONS} connections. "
        f"Ratio: to a bare Flask page of 20 rows, same run. CPU: of the workers, ms an answer, in (): bare.\n"
        f"kept: as shipped, content stands still; changing: as shipped, content changes every second; "
        f"rendered: kept pages off."
    )
    print(
        f"{'page':10} {'aim':>5} {'':9} {'a second':>8} {'ratio':>6} {'p50 ms':>7} {'p95 ms':>7} {'CPU':>14} kept"
    )
    pages: dict[str, dict[str, dict[str, Any]]] = result["pages"]  # type: ignore[assignment]
    for kind, row in pages.items():
        for mode in MODES:
            r = row[mode]
            aim = f"{AIMS[kind]:5}" if kind in AIMS and mode == MODES[0] else "     "
            print(
                f"{kind if mode == MODES[0] else '':10} {aim} {mode:9} {r['per_second']:8} {r['ratio']:6} {r['p50_ms']:7} "
                f"{r['p95_ms']:7} {r['cpu_ms']:6} ({r['bare_cpu_ms']:5}) {r['cpu_ratio']:5} {r['from_memory']:4.0%} {r['others'] or ''}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--answers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--kinds", nargs="*", default=KINDS, choices=KINDS)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "askwell-benchmark")
    arguments = parser.parse_args()
    result = measure(
        arguments.threads,
        arguments.answers,
        arguments.seconds,
        arguments.folder / f"site-{arguments.threads}",
        arguments.kinds,
    )
    show(result)
    RESULTS.mkdir(exist_ok=True)
    usual = arguments.threads == 10_000 and list(arguments.kinds) == list(KINDS)
    name = "page-speed" if usual else f"page-speed-{arguments.threads}"
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
