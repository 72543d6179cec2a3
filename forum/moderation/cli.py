"""`flask audit verify`, `flask audit export FILE`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from forum.core import audit, migrate, sealing
from forum.core.db import db
from forum.moderation.exporting import actions as exporting

commands = AppGroup("audit", help="The log of who did what.")


def set_up(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(commands)


@commands.command("verify")
@click.option("--head", default="", metavar="NUMBER:SEAL", help="A seal noted earlier that must still stand.")
@migrate.begins
def verify(head: str) -> None:
    """Recompute the chain of seals over the whole log; exits with 1 when something was changed."""
    found = sealing.check(head)
    click.echo(f"{found.sealed} entries sealed, {found.waiting} wait, {found.redacted} redacted.")
    for problem in found.problems:
        click.echo(f"Problem: {problem}", err=True)
    if found.problems:
        raise SystemExit(1)
    click.echo(f"The log is whole. Note this seal elsewhere: {found.head}")


@commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@migrate.begins
def export(file: Path) -> None:
    """Write the whole log into FILE: CSV when it ends so, else JSON Lines."""
    how = "csv" if file.suffix == ".csv" else "jsonl"
    audit.record(None, "exported the log", "log:all", format=how)
    db.session.commit()
    with file.open("w", encoding="utf-8", newline="") as out:
        count = sum(1 for line in exporting.lines(how, None, None) if out.write(line))
    click.echo(f"{count - (how == 'csv')} entries.")
