"""How long a reader on a phone waits: Lighthouse (npm) with the system's Chromium on the pages that people come to first.

`python -m benchmarks.page_load` starts the demo site (gunicorn, 2 workers of 4 threads, as `make run` does) and visits home,
results, a question, an article and the FAQ as a guest with an empty cache, in English and Japanese, on Lighthouse's
simulated phone (1.6 Mbit/s, 150 ms there and back, a processor 4 times slower) and on its desktop; the median of the runs.
Needs node, npm and Chromium (`CHROME_PATH`); says so and measures nothing where they lack. Figures: results/page-load.json.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.page_speed import serving

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).with_name("results")
TOOL = Path(__file__).with_name("lighthouse")
LANGUAGES = ("en", "ja")
PRESETS = ("mobile", "desktop")
CATEGORIES = ["performance", "accessibility", "best-practices", "seo"]
#: What a page may take, cold. `lcp_ms` and `tbt_ms` are simulated, the others counted.
BUDGET = {"lcp_ms": 1000, "cls": 0.02, "tbt_ms": 50, "bytes": 100_000, "requests": 15}
#: A search, and the first words of a question's and an article's address, by language.
SEARCHED = {"en": "card declined abroad", "ja": "海外でカードが使えない"}
Run = dict[str, Any]


@contextmanager
def demo_site() -> Iterator[str]:
    """The demo, served from a folder of its own: its address; ends with the block."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"ASKWELL_INSTANCE_DIR": folder, "ASKWELL_LOG_LEVEL": "ERROR"}
        seed = [sys.executable, "-m", "forum.run", "--seed"]
        subprocess.run(seed, cwd=ROOT, env={**os.environ, **environment}, check=True)
        as_run = ("--threads", "4", "--preload")
        with serving("wsgi:app", {**environment, "ASKWELL_LIMITS": "0"}, as_run) as server:
            yield f"http://127.0.0.1:{server.port}"


def addresses(base: str, lang: str) -> dict[str, str]:
    """The pages to visit, by kind: what the site's own search finds first in that language."""
    words = quote(SEARCHED[lang])
    with urllib.request.urlopen(f"{base}/api/v1/search?q={words}&limit=50") as answer:
        found = [each for each in json.load(answer)["results"] if each["lang"] == lang]
    path = {
        kind: next(each["url"] for each in found if each["kind"] == kind) for kind in ("question", "article")
    }
    whole = {kind: url if "://" in url else base + url for kind, url in path.items()}
    return {
        "home": f"{base}/",
        "results": f"{base}/search?q={words}",
        **whole,
        "FAQ": f"{base}/faq",
    }


def measure(runs: int, presets: list[str], languages: list[str]) -> dict[str, Any]:
    """Visit all, in turn, `runs` times; the figures of each."""
    with demo_site() as base:
        visits = [
            (preset, lang, kind, url)
            for preset in presets
            for lang in languages
            for kind, url in addresses(base, lang).items()
        ]
        for _, lang, _, url in visits:  # once each to both workers, about: no page is the first ever made
            for _ in range(4):
                asked = urllib.request.Request(
                    url, headers={"Accept-Language": lang, "Accept-Encoding": "gzip"}
                )
                urllib.request.urlopen(asked).close()
        jobs = [
            {
                "url": url,
                "preset": preset,
                "lang": lang,
                "categories": CATEGORIES if turn == 0 else CATEGORIES[:1],
            }
            for turn in range(runs)
            for preset, lang, _, url in visits
        ]
        load = [os.getloadavg()[0]]
        told = subprocess.run(
            ["node", "measure.mjs"],
            cwd=TOOL,
            input="".join(json.dumps(job) + "\n" for job in jobs),
            env={"CHROME_PATH": shutil.which("chromium") or "", **os.environ},
            capture_output=True,
            text=True,
            check=True,
        )
        load.append(os.getloadavg()[0])
    lines = [json.loads(line) for line in told.stdout.splitlines()]
    table = [
        {"preset": preset, "lang": lang, "page": kind, **_median(lines[place :: len(visits)])}
        for place, (preset, lang, kind, _url) in enumerate(visits)
    ]
    about = {"lighthouse": lines[0]["lighthouse"], "browser": lines[0]["browser"]}
    return {
        **about,
        "runs": runs,
        "load_average": [round(x, 1) for x in load],
        "budget": BUDGET,
        "pages": table,
    }


def _median(runs: list[Run]) -> Run:
    """The middle of each figure (a run in which Chromium painted nothing has none); scores from the first run."""
    whole = [run for run in runs if run["lcp_ms"] is not None]
    names = ("lcp_ms", "fcp_ms", "tbt_ms", "cls", "bytes", "requests", "server_ms")
    middle: Run = {name: statistics.median(run[name] for run in whole) if whole else None for name in names}
    each = {"lcp_runs_ms": [run["lcp_ms"] for run in runs], "tbt_runs_ms": [run["tbt_ms"] for run in runs]}
    over = [name for name, most in BUDGET.items() if middle[name] is None or middle[name] > most]
    first = runs[0]
    return {
        **middle,
        **each,
        "over": over,
        "scores": first["scores"],
        "failing": first["failing"],
        "sent": first["sent"],
    }


def show(result: dict[str, Any]) -> None:
    """The table, readable; scores: performance, accessibility, best practices, SEO."""
    load = " to ".join(map(str, result["load_average"]))
    print(
        f"Lighthouse {result['lighthouse']}, {result['browser']}, {result['runs']} runs; load average {load}"
    )
    print(f"{'':8}{'':4}{'page':10}{'LCP ms':>8}{'TBT ms':>8}{'CLS':>8}{'kB':>7}{'requests':>9}  scores")
    for row in result["pages"]:
        scores = " ".join(str(row["scores"].get(name, "-")) for name in CATEGORIES)
        kilo = (row["bytes"] or 0) / 1000
        print(
            f"{row['preset']:8}{row['lang']:4}{row['page']:10}{row['lcp_ms']!s:>8}{row['tbt_ms']!s:>8}{row['cls']!s:>8}"
            f"{kilo:7.1f}{row['requests']!s:>9}  {scores}  {' '.join('over: ' + name for name in row['over'])}"
        )


def main() -> int:
    """0 when measured (or when what it needs is not there), 1 when the tool failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--presets", nargs="*", default=PRESETS, choices=PRESETS)
    parser.add_argument("--languages", nargs="*", default=LANGUAGES, choices=LANGUAGES)
    parser.add_argument("--name", default="page-load", help="of the file in results/")
    arguments = parser.parse_args()
    if not shutil.which("npm") or not (os.environ.get("CHROME_PATH") or shutil.which("chromium")):
        print("Not measured: this needs node, npm and Chromium.")
        return 0
    if not (TOOL / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=TOOL, check=True)
    result = measure(arguments.runs, list(arguments.presets), list(arguments.languages))
    show(result)
    (RESULTS / f"{arguments.name}.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
