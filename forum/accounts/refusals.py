"""Whoever is signed in and refused a deed (403) stands in the log: trying doors leaves a trace."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask, Response, request

from forum.accounts.actions import noting
from forum.accounts.models import Person
from forum.core.access import viewer


def set_up(app: Flask) -> None:
    """Look at every answer."""
    app.after_request(_note)


def _note(response: Response) -> Response:
    if response.status_code != 403 or request.url_rule is None:
        return response
    who = viewer()
    if isinstance(who, Person):
        # The key, not `who.id`: after the rollback of a refusal that would read the row again.
        identity = sa.inspect(who).identity
        if identity is not None:
            noting.not_allowed(identity[0], request.method, request.url_rule.rule)
    return response
