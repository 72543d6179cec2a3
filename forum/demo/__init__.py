"""A demo worth seeing: an imaginary shop with its customers, articles, questions, cases and two months of visits."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from forum.core import migrate

group = AppGroup("demo", help="The demo content.")


def set_up(app: Flask) -> None:
    """Register what this feature adds to the site."""
    app.cli.add_command(group)


@group.command("load")
@migrate.begins
def load() -> None:
    """Fill an empty site with the demo."""
    from forum.demo.load import load_demo

    loaded = load_demo(current_app._get_current_object())  # type: ignore[attr-defined]
    click.echo("The demo is loaded." if loaded else "There are people here already: nothing was changed.")
