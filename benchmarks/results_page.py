"""The page of results as people would ask for it: real searches, some made often and most hardly ever, 16 at a time.

`python -m benchmarks.results_page` fills a site with the real articles and threads of other sites beside the checkout
(kept in a folder for the next run; `--threads 100000`: made-up ones), serves it with gunicorn (2 sync workers) and draws
searches from the judged sets: the k-th most common one is made in proportion to 1 / k (Zipf's law, exponent 1). A bare
Flask page is the yardstick, in turn with the pages, three rounds. Browsers take gzip, as all do.

- *standing*: as shipped, content stands still, one minute of these searches was made before the clock starts;
- *living*: the same, while five documents a second are opened (hits) and content changes every five seconds;
- *rendered*: kept pages off, each search made once: what a search that nobody made before costs.

Figures: `benchmarks/results/results-page.json`. About four minutes with a filled site.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import quote_plus

from benchmarks import corpus, load
from benchmarks.page_speed import (
    CONNECTIONS,
    RESULTS,
    ROOT,
    ROUNDS,
    WORKERS,
    Server,
    change_content,
    database,
    filled,
    filled_site,
    in_turn,
    meanwhile,
    serving,
)
from search_index import SignalStore

DATA = ROOT.parent / "shared" / "data"
EXPONENT = 1.0  # of Zipf's law
DISTINCT = 3000  # different searches
WARM = 4000  # searches before the clock, where pages are kept
MODES = ("standing", "living", "rendered")
HITS_EVERY = 0.2  # seconds between opened documents
CHANGES_EVERY = 5.0  # seconds between changes of content
BROWSER = load.HEAD.replace("\r\nConnection", "\r\nAccept-Encoding: gzip, deflate, br\r\nConnection")


def searches(real: bool, seed: int = 5) -> list[str]:
    """Different searches, the most common first: of all judged sets, mixed; made-up ones for made-up documents."""
    if not real:
        return list(dict.fromkeys(corpus.searches(2 * DISTINCT, seed)))[:DISTINCT]
    found: list[str] = []
    for path in sorted((DATA / "judged").glob("*/shared.queries.jsonl")):
        found += [json.loads(line)["text"][:300] for line in path.read_text(encoding="utf-8").splitlines()]
    different = list(dict.fromkeys(found))
    random.Random(seed).shuffle(different)
    return different[:DISTINCT]


def real_site(folder: Path) -> dict[str, str]:
    """The environment of a site of 4,717 articles and 12,760 threads."""
    return filled(folder, "real", _write_real)


def _write_real(into: Path) -> None:
    known: set[str] = set()  # some stand there twice
    with into.open("w", encoding="utf-8") as file:
        for name in ("articles", "threads"):
            with gzip.open(DATA / "community" / f"{name}.jsonl.gz", "rt", encoding="utf-8") as rows:
                for line in rows:
                    number = str(json.loads(line).get("id"))
                    if number not in known:
                        known.add(number)
                        file.write(line)


@contextmanager
def living(folder: Path) -> Iterator[None]:
    """Within the block documents are opened, the more often the lower their number, and content changes now and then."""
    draw = random.Random(1)
    with database(folder) as connection, closing(SignalStore(folder / "signals.bin")) as store:

        def live(number: int) -> None:
            store.add_hit(min(9000, int(draw.paretovariate(0.5))), 1_790_000_000.0)
            if number % round(CHANGES_EVERY / HITS_EVERY) == 0:
                change_content(connection)

        with meanwhile(HITS_EVERY, live):
            yield


def drawn(words: Sequence[str], count: int, seed: int) -> list[str]:
    """Addresses as asked for one after the other, by Zipf's law."""
    weights = list(itertools.accumulate(1 / place**EXPONENT for place in range(1, len(words) + 1)))
    return [_address(each) for each in random.Random(seed).choices(words, cum_weights=weights, k=count)]


def _address(words: str) -> str:
    return f"/search?q={quote_plus(words)}"


def measure(folder: Path, threads: int, seconds: float) -> dict[str, object]:
    """Run all and return the table."""
    environment = filled_site(folder, threads, 1) if threads else real_site(folder)
    words = searches(real=not threads)
    table: dict[str, dict[str, object]] = {}
    for mode in MODES:
        keep = "0" if mode == "rendered" else "1"
        settings = {**environment, "ASKWELL_KEEP_GUEST_PAGES": keep, "ASKWELL_LIMITS": "0"}
        life = living(folder) if mode == "living" else nullcontext()
        ours = serving("wsgi:app", settings, ("--preload",))
        with serving("benchmarks.bare:app", {}) as bare, ours as site, life:
            table[mode] = _compare(bare, site, words, seconds, mode)
    return {
        "documents": "made up" if threads else "4,717 articles and 12,760 threads of other sites",
        "threads": threads,
        "distinct_searches": len(words),
        "exponent": EXPONENT,
        "connections": CONNECTIONS,
        "workers": WORKERS,
        "rounds": ROUNDS,
        "aim_p95_ms": 40,
        "modes": table,
    }


def _compare(bare: Server, site: Server, words: list[str], seconds: float, mode: str) -> dict[str, object]:
    """The yardstick and the pages in turn, after the workers, and what they keep, are warm."""
    if mode == "rendered":
        load.run(site.port, [_address(each) for each in words[-100:]], CONNECTIONS, first=100, duration=0.1)
        rounds = [[_address(each) for each in words[900 * n : 900 * n + 900]] for n in range(ROUNDS)]
    else:
        load.run(site.port, drawn(words, WARM, 0), CONNECTIONS, first=WARM, duration=0.1, head=BROWSER)
        rounds = [drawn(words, 20_000, n + 1) for n in range(ROUNDS)]
    return in_turn(bare, site, rounds, seconds, head=BROWSER)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=0, help="made-up ones; 0: the real documents")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each round")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "askwell-benchmark")
    arguments = parser.parse_args()
    name = f"site-{arguments.threads}" if arguments.threads else "site-real"
    result = measure(arguments.folder / name, arguments.threads, arguments.seconds)
    for mode, row in result["modes"].items():  # type: ignore[attr-defined]
        print(mode, json.dumps(row))
    file = "results-page" + (f"-{arguments.threads}" if arguments.threads else "")
    (RESULTS / f"{file}.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
