"""Commands of the core: `worker`, `doctor`, `db-upgrade`, `db-revise`."""

from __future__ import annotations

import signal
import sys
import threading

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import OperationalError

from forum.core import doctor as doctoring
from forum.core import health, jobs, migrate, timetable
from forum.core.db import may_write


def set_up(app: Flask) -> None:
    """Register the commands."""
    doctoring.set_up()
    for command in (worker, doctor, db_upgrade, db_revise):
        app.cli.add_command(command)


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined,no-any-return]


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
def worker(once: bool) -> None:
    """Do the jobs: index, mail, schedule. Waits for a database server that is away. Ends cleanly on Ctrl-C or SIGTERM."""
    if once:
        _work_once()
        return
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        to_do = migrate.begin_once_there(_app(), stop, lambda told: click.echo(told, err=True))
    except OperationalError as problem:
        to_do = migrate.cannot_be_used(problem)
    if to_do:
        raise click.ClickException(to_do)
    from forum.schedule import SCHEDULE

    click.echo("worker ready")
    jobs.work(_app(), stop, lambda: timetable.tick(SCHEDULE))


@migrate.begins
def _work_once() -> None:
    from forum.schedule import SCHEDULE

    timetable.tick(SCHEDULE)
    click.echo(f"{jobs.run_until_empty()} jobs done")


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check configuration, schema, database, index, mail, worker and disk, and say what to do."""
    may_write.set(False)  # it only looks: the checks must not hold SQLite's write lock against each other
    well = True
    said = health.checks | health.asked_by_doctor
    away = bool(health.checks["database"]())
    for name, check in said.items():
        if away and name not in ("mail", "disk", *health.checks):
            continue  # nobody can say
        sentence = check()
        well = well and not sentence
        click.echo(f"{'ok   ' if not sentence else 'TO DO'} {name}{': ' + sentence if sentence else ''}")
    told = [] if away or doctoring.schema() else [tell() for tell in health.noted_by_doctor.values()]
    for note in [*doctoring.notes(), *filter(None, told)]:
        click.echo(f"note  {note}")
    sys.exit(0 if well else 1)


@click.command("db-upgrade")
@with_appcontext
def db_upgrade() -> None:
    """Bring the schema up to date."""
    try:
        migrate.upgrade(_app())
    except migrate.UpgradeFailed as failed:
        raise click.ClickException(str(failed)) from None
    click.echo("schema up to date")


@click.command("db-revise")
@click.argument("message")
def db_revise(message: str) -> None:
    """Write a migration from the difference between models and schema (developers)."""
    migrate.revise(_app(), message)
