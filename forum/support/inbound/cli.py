"""`flask mail receive`: a message on stdin, from any mail server. `flask mail fetch`: look into the mailbox now."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from forum.core.db import db
from forum.support.inbound import actions, policy

EX_TEMPFAIL = 75  # sysexits.h: the mail server keeps the mail and tries again

group = AppGroup("mail", help="Mail that comes in.")


@group.command("receive")
def receive() -> None:
    """Take one message from stdin. Ends with 0 when it is kept, 75 when it can't be now (the server tries again)."""
    raw = sys.stdin.buffer.read(policy.BYTES_MAX + 1)
    size = len(raw)
    while more := sys.stdin.buffer.read(1024 * 1024):  # the server must be able to hand all of it over
        size += len(more)
    if not raw.strip():
        click.echo("nothing came on stdin", err=True)
        return
    try:
        number = actions.receive(raw, "command", size)
        db.session.commit()
    except (SQLAlchemyError, OSError) as error:
        db.session.rollback()
        click.echo(f"not now: {type(error).__name__}", err=True)
        sys.exit(EX_TEMPFAIL)
    click.echo("kept" if number is not None else "here already")


@group.command("fetch")
def fetch() -> None:
    """Take the new messages of the mailbox (ASKWELL_IMAP_URL)."""
    from forum.support.inbound import fetching

    click.echo(f"{fetching.fetch()} new")
