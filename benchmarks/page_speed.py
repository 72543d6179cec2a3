"""How many guests a second, and how fast: six kinds of pages, each as a ratio to a bare Flask page in the same run.

`python -m benchmarks.page_speed` fills a site with 10,000 questions and 50,000 posts (kept in a folder for the next run),
serves it with gunicorn (2 sync workers) and loads it over 16 connections. Each kind is measured twice: over 400
different addresses with kept guest pages off (what rendering costs), and over the same with them on.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks import corpus, load

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results")
KINDS = ("home", "list", "question", "article", "FAQ", "search")
AIMS = {
    "home": 0.22,
    "list": 0.28,
    "question": 0.34,
    "search": 0.13,
}  # twice the fastest rival, see docs/performance.md
ADDRESSES = 400  # different addresses of each kind
WORKERS = 2


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serving(application: str, environment: dict[str, str]) -> Iterator[int]:
    """gunicorn with two sync workers on a free port; ends with the block."""
    port = _free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-w",
        str(WORKERS),
        "-b",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        application,
    ]
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            try:
                with socket.create_connection(("127.0.0.1", port), 1):
                    break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(10)


def filled_site(folder: Path, threads: int, answers: int) -> dict[str, str]:
    """The environment of a site with that many threads; filled once, used again."""
    environment = {
        "ASKWELL_INSTANCE_DIR": str(folder),
        "ASKWELL_LOG_LEVEL": "ERROR",
        "ASKWELL_DATABASE_URL": "",
        "ASKWELL_SEARCH_URL": "",
    }
    mark = folder / f"filled-{threads}-{answers}"
    if not mark.exists():
        folder.mkdir(parents=True, exist_ok=True)
        data = folder / "corpus.jsonl"
        corpus.write(data, threads, answers)
        for command in (["db-upgrade"], ["import", str(data)], ["search", "rebuild"]):
            subprocess.run(
                [sys.executable, "-m", "flask", "--app", "wsgi", *command],
                cwd=ROOT,
                env={**os.environ, **environment},
                check=True,
                stdout=subprocess.DEVNULL,
            )
        mark.touch()
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


def measure(threads: int, answers: int, duration: float, folder: Path) -> dict[str, object]:
    """Run all and return the table."""
    environment = filled_site(folder, threads, answers)
    table: dict[str, dict[str, object]] = {}
    for kept in (False, True):
        settings = {**environment, "ASKWELL_KEEP_GUEST_PAGES": "1" if kept else "0"}
        # A search limit for each visitor is right for a site and wrong for a benchmark of one address.
        settings["ASKWELL_LIMITS"] = "0"
        with serving("benchmarks.bare:app", {}) as bare_port, serving("wsgi:app", settings) as port:
            asked = addresses(port, threads)
            for kind in KINDS:
                yardstick = load.run(bare_port, ["/"], duration=duration / 2, warmup=0.5)
                outcome = load.run(port, asked[kind], duration=duration)
                row = table.setdefault(kind, {"addresses": len(asked[kind])})
                row["kept" if kept else "rendered"] = {
                    "per_second": round(outcome.per_second, 1),
                    "p50_ms": round(outcome.percentile(0.5), 1),
                    "p95_ms": round(outcome.percentile(0.95), 1),
                    "ratio": round(outcome.per_second / yardstick.per_second, 3),
                    "bare_per_second": round(yardstick.per_second, 1),
                    "others": dict(outcome.others),
                    "kB": round(outcome.bytes_body / max(1, len(outcome.latencies_ms)) / 1024, 1),
                }
    return {
        "threads": threads,
        "posts": threads * (answers + 1),
        "connections": 16,
        "workers": WORKERS,
        "aims": AIMS,
        "pages": table,
    }


def show(result: dict[str, object]) -> None:
    """The table, readable."""
    print(
        f"{result['threads']} questions, {result['posts']} posts, {WORKERS} sync workers, 16 connections; ratio to a bare Flask page of 20 rows"
    )
    print(
        f"{'page':10} {'aim':>5} | {'rendered/s':>10} {'p50':>6} {'p95':>6} {'ratio':>6} | {'kept/s':>8} {'p50':>6} {'p95':>6} {'ratio':>6} | others"
    )
    pages: dict[str, dict[str, dict[str, object]]] = result["pages"]  # type: ignore[assignment]
    for kind, row in pages.items():
        r, k = row["rendered"], row["kept"]
        print(
            f"{kind:10} {AIMS.get(kind, '')!s:>5} | {r['per_second']:>10} {r['p50_ms']:>6} {r['p95_ms']:>6} {r['ratio']:>6} | "
            f"{k['per_second']:>8} {k['p50_ms']:>6} {k['p95_ms']:>6} {k['ratio']:>6} | {r['others'] or ''} {k['others'] or ''}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=10_000)
    parser.add_argument("--answers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "askwell-benchmark")
    arguments = parser.parse_args()
    result = measure(
        arguments.threads,
        arguments.answers,
        arguments.seconds,
        arguments.folder / f"site-{arguments.threads}",
    )
    show(result)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "page-speed.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
