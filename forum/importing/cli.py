"""`flask --app wsgi import FILE...`"""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from forum.core import audit, jobs, migrate
from forum.core.db import db
from forum.importing.actions import Counts, Run
from forum.search import outbox, rebuilding
from forum.search.engine import engine, has_index

REBUILD_FROM = 1_000  # changed documents: beyond, building the index anew is quicker than changing it


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@with_appcontext
@migrate.begins
def import_files(files: tuple[Path, ...]) -> None:
    """Bring in topics, threads and articles from .jsonl or .jsonl.gz files.

    May be killed and run again: what is in and unchanged is passed over. A bad line is named and skipped.
    """
    with _alone():
        started = time.monotonic()
        run = Run(_complain)
        broken = False
        for path in files:
            with tqdm(
                desc=path.name, total=path.stat().st_size, unit="B", unit_scale=True, disable=None
            ) as bar:
                try:
                    run.take(path, _on(bar))
                except (OSError, EOFError) as wrong:
                    broken = True
                    click.echo(f"{path.name}: can't be read to its end ({wrong})", err=True)
        seconds = time.monotonic() - started
        _index(run.counts, files)
    counts = run.counts
    total = counts.changed + counts.unchanged + counts.skipped
    click.echo(f"{total} lines in {seconds:.1f} s ({total / max(seconds, 0.001):.0f} a second)")
    click.echo(
        f"imported {counts.imported}, unchanged {counts.unchanged}, updated {counts.updated}, skipped {counts.skipped}"
    )
    sys.exit(1 if broken else 0)


def _on(bar: Any) -> Callable[[int], None]:
    return lambda done: bar.update(done - bar.n)


def _complain(name: str, number: int, reason: str) -> None:
    tqdm.write(f"{name}:{number}: line {number} {reason}", file=sys.stderr)


def _index(counts: Counts, files: tuple[Path, ...]) -> None:
    """Bring the index in step before the command ends: few changes one by one, many by building it anew."""
    if counts.changed:
        names = ", ".join(path.name for path in files)
        audit.record(None, "imported", "import", names, imported=counts.imported, updated=counts.updated)
    outbox.try_again_now()  # also what an earlier run that was killed left for later
    db.session.commit()
    if counts.changed >= REBUILD_FROM or not has_index(engine().status()):
        with tqdm(desc="index", unit=" documents", disable=None) as bar:
            rebuilding.rebuild(rebuilding.on(bar))
    else:
        while jobs.run_once(outbox.KIND):  # a worker may help: each takes its own
            pass


@contextmanager
def _alone() -> Iterator[None]:
    """One import at a time."""
    folder = current_app.config["SETTINGS"].instance_dir
    with (folder / "import.lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise click.ClickException("Another import is running; wait for its end.") from None
        yield
