"""`flask --app wsgi backup`, `backup verify FILE` and `restore FILE`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from tqdm import tqdm

from forum.backup import actions, reading, restoring
from forum.backup.manifest import BadBackup, Manifest
from forum.core import migrate
from forum.core.db import db
from forum.privacy.erasing import actions as erasing
from forum.privacy.erasing import remembered
from forum.search import rebuilding

_FILE = click.argument("file", type=click.Path(path_type=Path))


@contextmanager
def _in_a_sentence() -> Iterator[None]:
    try:
        yield
    except BadBackup as wrong:
        raise click.ClickException(str(wrong)) from None
    except OSError as wrong:
        raise click.ClickException(
            f"{wrong.strerror or wrong}: {wrong.filename or ''}".rstrip(": ")
        ) from None


@click.group("backup", invoke_without_command=True)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to write it into; usually ASKWELL_BACKUP_DIR, else backups/ in the instance folder.",
)
@click.option("--quick", is_flag=True, help="Do not put it on trial after writing it.")
@click.pass_context
@with_appcontext
def backup(context: click.Context, folder: Path | None, quick: bool) -> None:
    """Write database, pictures, attachments and keys into one file, as they are at one moment, while the site goes on."""
    if context.invoked_subcommand is None:
        _make(folder, quick)


@migrate.begins
def _make(folder: Path | None, quick: bool) -> None:
    settings = current_app.config["SETTINGS"]
    place = folder or Path(settings.backup_dir or settings.instance_dir / "backups")
    with _in_a_sentence():
        path, contents = actions.make(place, checked=not quick)
    click.echo(f"{path}: {_in_words(contents)}{'' if quick else ', restored on trial'}")


@backup.command("verify")
@_FILE
@click.option("--quick", is_flag=True, help="Only compare every byte with the table of contents.")
@with_appcontext
def verify(file: Path, quick: bool) -> None:
    """Read a backup, compare each of its files with what was written, and restore it on trial."""
    with _in_a_sentence():
        contents = reading.contents(file) if quick else restoring.trial(file, file.parent)
    click.echo(f"{file.name} is whole: {_in_words(contents)}{'' if quick else ', restored on trial'}")


@click.command("restore")
@_FILE
@click.option("--no-index", is_flag=True, help="Leave building the search index to the worker.")
@with_appcontext
def restore(file: Path, no_index: bool) -> None:
    """Put a backup into an empty place: the database and folder that the settings name."""
    with _in_a_sentence(), tqdm(desc=file.name, unit="B", unit_scale=True, disable=None) as bar:
        contents = restoring.restore(file, _on(bar))
    erased = erasing.again()
    db.session.commit()
    remembered.settled()
    click.echo(f"erased again, as they were after this backup was made: {erased}")
    if not no_index:
        with tqdm(desc="index", unit=" documents", disable=None) as bar:
            rebuilding.rebuild(rebuilding.on(bar))
    click.echo(f"restored {_in_words(contents)}")
    click.echo(
        "Everybody has to sign in again, and mail that waited is not sent. API tokens are those of that moment: "
        f"end again what was ended since. Keep {remembered.NAME} beside your backups: it says who "
        "must be erased again."
    )


def _on(bar: Any) -> Callable[[int], None]:
    return lambda done: bar.update(done - bar.n)


def _in_words(contents: Manifest) -> str:
    return f"{contents.rows} rows, {contents.files} files, schema {contents.schema}, of {contents.made_at[:19]} UTC"
