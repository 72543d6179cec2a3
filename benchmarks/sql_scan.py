"""Try to inject SQL into every parameter that a page or an API call reads: `python -m benchmarks.sql_scan --sqlmap PATH`.

sqlmap is a program of its own, no library of ours: install it into an environment of its own (`pip install sqlmap`) and
name it. The site of tests/security (one of everything that somebody may not see) is served without limits on how often.
Which parameters there are is not listed anywhere: every GET route is asked once, and says which it reads. Places of an
address that take words are tried as well. A page made to be injectable stands among the others: a scan that misses it has
failed. Prints a table, writes benchmarks/results/sql-scan.json; the exit status is 1 when anything else was found.

On PostgreSQL: `python scripts/with_postgres.py python -m benchmarks.sql_scan --sqlmap PATH [--every 4]`.
tests/security/test_injections.py looks for the same in the statements themselves, in seconds.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import sqlalchemy as sa
from flask import Flask, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.test import TestResponse

from benchmarks.fuzz import served
from forum import create_app
from forum.core import incoming, rate_limits
from forum.core.access import public
from forum.core.db import db

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
CONTROL = "/scanned/openly"
#: What every form of a kind reads, in one function: tried on the first page that reads it.
COMMON = {"ui", "form_key", "homepage", "opened", "site", "theme"}
#: What a parameter is given, where anything would not do; then the others in turn, until the page answers 200.
GIVEN = {"page": "1", "limit": "5", "lang": "en", "topic": "orders", "kind": "article", "tag": "kettle"}
OTHERS = ("flumox", "1", "en", "")


def application() -> Flask:
    """The site, with the page that can be injected."""
    app = create_app()

    @app.get(CONTROL)
    @public
    def openly() -> list[str]:
        made = f"SELECT name FROM person WHERE name = '{request.args.get('q', '')}'"
        return [str(name) for name in db.session.scalars(sa.text(made))]

    return app


class _Told(ImmutableMultiDict[str, str]):
    """The query of an address, which remembers what was looked up in it."""

    names: Counter[str] = Counter()

    def __getitem__(self, key: str) -> str:
        self.names[key] += 1
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.names[str(key)] += 1
        return super().__contains__(key)

    def get(self, key: str, *rest: Any, **more: Any) -> Any:
        self.names[key] += 1
        return super().get(key, *rest, **more)

    def getlist(self, key: str, *rest: Any, **more: Any) -> list[Any]:
        self.names[key] += 1
        return super().getlist(key, *rest, **more)


def prepare() -> None:
    """Fill the site of ASKWELL_INSTANCE_DIR and write into it what is to be scanned, as `targets.json`."""
    from forum.run import preparation
    from tests.factories import Cast
    from tests.security import scene as stage
    from tests.security.test_matrix import Trier

    app = preparation.prepared_app()
    app.config.update(CHEAP_PASSWORDS=True, TESTING=True)
    incoming.ImmutableMultiDict = _Told  # type: ignore[misc]
    made = stage.make(app, Cast(app))
    rate_limits.spend = rate_limits.spend_later = lambda *_args: None  # type: ignore[assignment]
    trier = Trier(made)
    found = _targets(made, trier)
    # The page that can be injected has a run of its own: sqlmap leaves out the rest of a site where it found something.
    headers: dict[str, dict[str, str]] = {"control": {}, "guest": {}, "root": trier.headers_of("root")}
    headers["api"] = {"Authorization": f"Bearer {made.keys['root read']}"}
    folder = Path(os.environ["ASKWELL_INSTANCE_DIR"])
    (folder / "targets.json").write_text(json.dumps({"headers": headers, "targets": found}, indent=1))


def _targets(made: Any, trier: Any) -> list[dict[str, Any]]:
    """[{"as": who, "url": path and query, "names": parameters in it}], `*` behind a place of the address."""
    from tests.security.doors import TABLE
    from tests.security.test_matrix import address

    read: dict[tuple[str, str], list[str]] = {}
    places: list[dict[str, Any]] = []
    for rule, cases in TABLE.items():
        if not rule.startswith("GET ") or rule.startswith("GET /static"):
            continue
        for who in ["api"] if "/api/" in rule else ["guest", "root"]:
            path = address(made, rule, cases[0][0])
            _Told.names.clear()
            asked = f"{path}{'&' if '?' in path else '?'}q={OTHERS[0]}"  # some read more when there are words
            if 200 not in [_ask(trier, made, who, each).status_code for each in (path, asked)]:
                continue
            read[who, path] = sorted(_Told.names)
            slug = re.search(r"<(?!int)[^>]*?(\w+)>", rule)
            if slug and who != "guest" and "path:" not in rule and "any(" not in rule:
                places.append({"as": who, "url": _marked(rule, path, slug[0]), "names": [slug[1]]})
    found, met = [{"as": "control", "url": f"{CONTROL}?q=Carla", "names": ["q"]}], set[str]()
    for (who, path), names in read.items():
        if who == "guest" and names == read.get(("root", path)):
            continue
        kept = [name for name in names if name not in COMMON or name not in met]
        met.update(names)
        values = {name: _value(trier, made, who, path, name) for name in kept}
        if values:
            bare = path.partition("?")[0]
            found.append({"as": who, "url": f"{bare}?{urlencode(values)}", "names": kept})
    return found + places


def _ask(trier: Any, made: Any, who: str, path: str) -> TestResponse:
    headers = {"Authorization": f"Bearer {made.keys['root read']}"} if who == "api" else trier.headers_of(who)
    answer: TestResponse = trier.client.get(path, headers=headers)
    return answer


def _value(trier: Any, made: Any, who: str, path: str, name: str) -> str:
    """One with which the page answers."""
    bare, _, query = path.partition("?")
    if given := dict(part.split("=", 1) for part in query.split("&") if part).get(name):
        return given
    if name != "q" and _ask(trier, made, who, path).status_code != 200:
        query = f"{query}&q={OTHERS[0]}".lstrip("&")  # without words there is nothing to narrow down
    for value in (*([GIVEN[name]] if name in GIVEN else []), *OTHERS):
        more = f"{query}&{name}={quote(value)}" if query else f"{name}={quote(value)}"
        if _ask(trier, made, who, f"{bare}?{more}").status_code == 200:
            return value
    return OTHERS[0]


def _marked(rule: str, path: str, slug: str) -> str:
    """The address with sqlmap's `*` behind the first place that takes words."""
    at = rule.partition(" ")[2].split("/").index(next(p for p in rule.split("/") if slug in p))
    parts = path.partition("?")[0].split("/")
    parts[at] += "*"
    return "/".join(parts)


def scan(address: str, folder: Path, asked: argparse.Namespace) -> dict[str, Any]:
    """What sqlmap says: counts of what it was given and began with, and "found": the rows of its lists."""
    known = json.loads((folder / "targets.json").read_text())
    targets = [t for n, t in enumerate(known["targets"]) if n == 0 or n % asked.every == 0]
    lists: dict[str, dict[str, str]] = {}
    for who, headers in known["headers"].items():
        mine = [t for t in targets if t["as"] == who]
        for part in range(asked.at_once):
            if some := mine[part :: asked.at_once]:
                lists[f"{who}{part}"] = headers
                (folder / f"{who}{part}.txt").write_text("".join(f"{address}{t['url']}\n" for t in some))
    with ThreadPoolExecutor(asked.at_once) as pool:
        found = list(
            pool.map(lambda name: _sqlmap(folder, name, lists[name], asked.level, asked.risk), lists)
        )
    return {
        "addresses": len(targets),
        "begun": sum((folder / f"{name}.log").read_text().count("testing URL") for name in lists),
        "parameters": sum(len(t["names"]) for t in targets),
        "as": dict(Counter(t["as"] for t in targets)),
        "found": [row for rows in found for row in rows],
    }


def _sqlmap(folder: Path, who: str, headers: dict[str, str], level: int, risk: int) -> list[dict[str, str]]:
    rows = folder / f"{who}.csv"
    command = [
        *(os.environ["SQLMAP"], "-m", str(folder / f"{who}.txt"), "--batch", "--disable-coloring"),
        *("--level", str(level), "--risk", str(risk), "--param-filter", "GET,URI", "--flush-session"),
        *("--dbms", "PostgreSQL" if "postgresql" in os.environ.get("ASKWELL_DATABASE_URL", "") else "SQLite"),
        *(
            "--ignore-redirects",
            "--drop-set-cookie",
            "--ignore-code",
            "*",
            "--retries",
            "1",
            "--timeout",
            "60",
        ),
        *("--user-agent", "Mozilla/5.0 (sql scan)", "--output-dir", str(folder / f"{who}.out")),
        *("--results-file", str(rows)),
    ]
    for name, value in headers.items():
        command += ["--header", f"{name}: {value}"]
    with (folder / f"{who}.log").open("w") as log:
        subprocess.run(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, check=True)
    if not rows.exists():
        return []
    with rows.open() as file:
        return [row for row in csv.DictReader(file) if row["Parameter"]]


def _doubted(row: dict[str, str]) -> bool:
    """Did sqlmap itself try again, and take it back? Answers differ because other words find other things."""
    return "false positive" in row["Note(s)"]


def _named(rows: list[dict[str, str]]) -> list[str]:
    return [f"{row['Parameter']} of {row['Target URL'].partition('?')[0].split('/', 3)[3]}" for row in rows]


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sqlmap", default=shutil.which("sqlmap") or "", help="the program")
    parser.add_argument("--level", type=int, default=2)
    parser.add_argument("--risk", type=int, default=1)
    parser.add_argument("--every", type=int, default=1, help="try only each N-th address")
    parser.add_argument("--at-once", type=int, default=2, help="how many sqlmaps run beside each other")
    asked = parser.parse_args()
    if not asked.sqlmap:
        parser.error(
            "sqlmap was not found: pip install sqlmap, in an environment of its own, then --sqlmap PATH"
        )
    os.environ["SQLMAP"] = asked.sqlmap
    if database := os.environ.get("ASKWELL_TEST_DATABASE_URL"):
        os.environ["ASKWELL_DATABASE_URL"] = database
    with tempfile.TemporaryDirectory() as name:
        made = ["-c", "from benchmarks.sql_scan import prepare; prepare()"]
        log = Path(name, "access.log")
        with served(Path(name), made, "benchmarks.sql_scan:application()", str(log)) as address:
            said = scan(address, Path(name), asked)
        said["answers"] = dict(Counter(line.split('" ')[1][:3] for line in log.read_text().splitlines()))
        if kept := os.environ.get("SQL_SCAN_KEEP"):
            shutil.copytree(name, kept, ignore=shutil.ignore_patterns("search", "*.db*"), dirs_exist_ok=True)
    openly = [row for row in said["found"] if CONTROL in row["Target URL"]]
    others = [row for row in said["found"] if CONTROL not in row["Target URL"] and not _doubted(row)]
    doubted = [row for row in said["found"] if _doubted(row)]
    kind = "postgresql" if database else "sqlite"
    table = {
        "database": kind, "level": asked.level, "risk": asked.risk, "addresses": said["addresses"],
        "addresses begun": said["begun"],
        "parameters": said["parameters"], "as": said["as"], "requests": sum(said["answers"].values()),
        "answers": said["answers"], "the control was found": bool(openly),
        "found": _named(others), "suspected and then rejected by sqlmap": _named(doubted),
    }  # fmt: skip
    print(json.dumps(table, indent=1))
    (RESULTS / f"sql-scan{'-postgresql' if database else ''}.json").write_text(
        json.dumps(table, indent=1) + "\n"
    )
    return int(not openly or bool(others) or said["begun"] < said["addresses"])


if __name__ == "__main__":
    sys.exit(main())
