"""`flask --app wsgi search ...`: the same searching, by hand."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from tqdm import tqdm

from forum.core import jobs, migrate
from forum.core.db import may_write
from forum.core.roles import GUEST
from forum.search import finding, outbox, rebuilding, stepping
from forum.search.engine import engine, store
from search_index import SearchUnavailable

NAMED_MAX = 10  # documents out of step that are named

group = AppGroup("search", help="Rebuild, check, query and measure the search index.")


@group.command("rebuild")
@migrate.begins
def rebuild() -> None:
    """Build the index anew from the database; the old one answers meanwhile."""
    with tqdm(desc="index", unit=" documents", disable=None) as bar:
        count = rebuilding.rebuild(rebuilding.on(bar))
    click.echo(f"{count} documents indexed")


@group.command("status")
@migrate.begins
def status() -> None:
    """Compare database and index, by id and version; exit status 1 when they are out of step."""
    may_write.set(False)
    said = engine().status()
    click.echo(
        f"engine {said.engine}: {said.state}, generation {said.generation or '-'}, {said.documents} documents"
    )
    if said.detail:
        click.echo(said.detail)
    holds = store().in_force
    changed = ", ".join(f"{name} {value:g}" for name, value in holds.tuning.changed().items())
    click.echo(f"weights: change {holds.version}, {changed}" if changed else "weights: the defaults")
    waiting = jobs.waiting()
    click.echo(
        f"changes waiting: {waiting.get(outbox.KIND, 0)}, given up: {waiting.get(outbox.KIND + jobs.GIVEN_UP, 0)}"
    )
    try:
        found = stepping.compare()
    except SearchUnavailable as away:
        click.echo(f"out of step: {away}; run `flask --app wsgi search rebuild`")
        sys.exit(1)
    click.echo(f"in the database {found.in_database}, in the index {found.in_index}")
    for name, ids in (
        ("missing", found.missing),
        ("not in the database", found.extra),
        ("stale", found.stale),
    ):
        if ids:
            more = ", ..." if len(ids) > NAMED_MAX else ""
            click.echo(f"{name}: {len(ids)} ({', '.join(ids[:NAMED_MAX])}{more})")
    click.echo("in step" if found.in_step else "out of step")
    sys.exit(0 if found.in_step else 1)


@group.command("query")
@click.argument("words")
@click.option("--lang", default="en", help="Language of the reader.")
@click.option("--limit", default=10, show_default=True)
@click.option("--explain", is_flag=True, help="Say why each result stands where it does.")
@migrate.begins
def query(words: str, lang: str, limit: int, explain: bool) -> None:
    """Search as a guest would."""
    may_write.set(False)
    found = finding.search(words, GUEST, lang, explain=explain, limit=limit)
    if not found.available:
        click.echo("search is not available; see `flask --app wsgi search status`", err=True)
        sys.exit(1)
    for position, item in enumerate(found.items, 1):
        marks = "".join(
            f" [{name}]" for name in ("solved", "under_review", "unsafe") if getattr(item.result, name)
        )
        document = item.document
        click.echo(
            f"{position:3} {item.result.score:8.3f} {document.document} {document.lang} {document.title}{marks}"
        )
        for name, value in item.result.why.items():
            click.echo(f"      {name}: {value}")
    if found.did_you_mean:
        click.echo(f"did you mean: {found.did_you_mean}")
    click.echo(f"{found.total} found in {found.took_ms:.1f} ms")


@group.command("evaluate")
@click.argument("folders", nargs=-1, required=True)
@click.option("--split", default="shared", show_default=True, help="Which queries: NAME.queries.jsonl.")
@click.option("--history", help="A split, or a share of this one, replayed first as satisfied searches.")
@click.option("--ask", is_flag=True, help="Use title and body of a question, as the ask page does.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a set.")
def evaluate(folders: tuple[str, ...], split: str, history: str | None, ask: bool, as_json: bool) -> None:
    """Measure the engine over judged sets, each in an index of its own."""
    from search_index import evaluate as measuring

    arguments = [*folders, "--split", split]
    arguments += ["--history", history] if history else []
    arguments += ["--ask"] if ask else []
    arguments += ["--json"] if as_json else []
    try:
        sys.exit(measuring.main(arguments))
    except (OSError, ValueError) as wrong:
        raise click.ClickException(str(wrong)) from wrong
