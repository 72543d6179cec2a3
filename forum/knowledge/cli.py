"""`flask knowledge export DIR`, `flask knowledge import DIR`: articles as Markdown files."""

from __future__ import annotations

from pathlib import Path

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup

from forum.accounts import queries as accounts
from forum.accounts.models import Person
from forum.core import jobs, migrate
from forum.core.db import db
from forum.core.errors import AskwellError
from forum.knowledge import policy
from forum.knowledge.models import SIGNIFICANCES
from forum.knowledge.transfer import inward, outward, reading
from forum.search import outbox, rebuilding
from forum.search.engine import engine, has_index

REBUILD_FROM = 1_000  # changed articles: beyond, building the index anew is quicker than changing it

knowledge = AppGroup("knowledge", help="Articles as Markdown files.")


def set_up(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(knowledge)


@knowledge.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@migrate.begins
def export(folder: Path) -> None:
    """Write one Markdown file with front matter for each article and language, pictures beside.

    Into an empty folder, or one that an earlier export wrote: what is no article any more is deleted there.
    """
    outward.name_articles()
    db.session.commit()
    try:
        written, lost = outward.write_all(folder)
    except (outward.Refused, OSError) as wrong:
        raise click.ClickException(str(wrong)) from None
    for sentence in lost:
        click.echo(sentence, err=True)
    click.echo(f"{written} articles written")


@knowledge.command("import")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--by", "email", default="", help="Who stands in the history; default: the first admin.")
@click.option(
    "--significance",
    type=click.Choice(SIGNIFICANCES),
    default="medium",
    show_default=True,
    help="Of what says something else now.",
)
@migrate.begins
def bring_in(folder: Path, email: str, significance: str) -> None:
    """Bring the Markdown files of a folder in: all of them, or nothing where one is wrong.

    Twice gives the same as once. An article without a file stays as it is.
    """
    by = _person(email)
    found = reading.read_all(folder, current_app.config["SECRET_KEY"])
    problems = found.problems + inward.against_the_site(found)
    db.session.rollback()
    for problem in problems:
        click.echo(f"{problem.file} {problem.why}", err=True)
    if problems:
        raise click.ClickException("Nothing was brought in. Correct the files above and start again.")
    try:
        counts = inward.bring_in(found, by, significance)
        db.session.commit()
    except AskwellError as wrong:
        db.session.rollback()
        raise click.ClickException(f"Nothing was brought in: {wrong.message}") from None
    _index(counts.new + counts.changed)
    click.echo(f"new {counts.new}, changed {counts.changed}, the same {counts.same}")


def _person(email: str) -> Person:
    if email:
        person = accounts.by_email(email)
    else:
        chosen = sa.select(Person).where(Person.role == "admin", Person.suspended_at.is_(None))
        person = db.session.scalars(
            chosen.where(Person.erased_at.is_(None)).order_by(Person.id).limit(1)
        ).first()
    if person is None or not policy.can_bring_in(person):
        who = f"{email} is no moderator of all topics or admin here" if email else "There is no admin yet"
        raise click.ClickException(
            f"{who}: name somebody with --by, or `flask user create --role admin` first."
        )
    return person


def _index(changed: int) -> None:
    """Bring the index in step before the command ends."""
    if changed >= REBUILD_FROM or not has_index(engine().status()):
        rebuilding.rebuild(lambda *_told: None)
    else:
        while jobs.run_once(outbox.KIND):
            pass
