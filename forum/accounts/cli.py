"""Accounts by hand: `flask user create`, `flask token create`. Nothing asks back, so scripts can call them."""

from __future__ import annotations

import sys

import click
from flask import Flask
from flask.cli import AppGroup

from forum.accounts import actions, passwords, policy, queries, tokens
from forum.core import audit, migrate
from forum.core.db import db
from forum.core.errors import AskwellError
from forum.core.links import external


def set_up(app: Flask) -> None:
    """Register the commands."""
    app.cli.add_command(user)
    app.cli.add_command(token)


user = AppGroup("user", help="People.")
token = AppGroup("token", help="Keys to the JSON API.")


@user.command("create")
@click.option("--email", required=True, help="Address to sign in with; it is taken as proven.")
@click.option("--role", type=click.Choice(policy.GIVEN_ROLES), default="customer", show_default=True)
@click.option("--name", default="", help="Shown to others; default: the part before the @.")
@click.option("--password", default=None, help="Seen by whoever lists processes: better --password-stdin.")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of stdin.")
@migrate.begins
def create_user(email: str, role: str, name: str, password: str | None, password_stdin: bool) -> None:
    """Make an account. Without a password, print a link that sets one (once, within three days)."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    if password is not None and not passwords.MIN_CHARS <= len(password) <= passwords.MAX_CHARS:
        raise click.ClickException(
            f"The password must have {passwords.MIN_CHARS} to {passwords.MAX_CHARS} characters."
        )
    try:
        person, secret = actions.make_person(email, role, name, password)
    except AskwellError as error:
        raise click.ClickException(error.message) from None
    db.session.commit()
    click.echo(f"{person.email} is {role} {person.id}")
    if secret:
        click.echo(f"set a password here: {external('accounts.reset', secret=secret)}")


@token.command("create")
@click.argument("email")
@click.option("--scope", "scopes", multiple=True, required=True, type=click.Choice(tokens.SCOPES))
@click.option("--name", default="made by command", help="What it is for.")
@migrate.begins
def create_token(email: str, scopes: tuple[str, ...], name: str) -> None:
    """Make a key for somebody and print it, once, alone on stdout."""
    person = queries.by_email(email.strip())
    if person is None or not person.is_active:
        raise click.ClickException(f"Nobody with the address {email} may sign in.")
    secret = tokens.make(person, scopes, name)
    audit.record(None, "made API key", f"person:{person.id}", name=name, scopes=sorted(set(scopes)))
    db.session.commit()
    click.echo(secret)
