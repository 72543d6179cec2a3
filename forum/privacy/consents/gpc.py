"""Global Privacy Control of somebody with an account: what was on from the start, and she did not choose, ends.

The signal comes with every request; what it changes is written once, a moment after the answer.
"""

from __future__ import annotations

from collections import OrderedDict

from flask import Flask, Response, request
from flask_login import current_user

from forum.accounts.models import Person
from forum.core import afterwards, consents
from forum.core.db import db

KNOWN_MAX = (
    10_000  # people of whom this process knows that it was written; a few more questions for the others
)


def set_up(app: Flask) -> None:
    """Look at every answer to somebody with an account."""
    known: OrderedDict[int, None] = OrderedDict()
    app.extensions["gpc_known"] = known

    @app.after_request
    def heard(response: Response) -> Response:
        if not consents.signal(request) or request.endpoint == "static" or not current_user.is_authenticated:
            return response
        person_id = int(current_user.id)
        if person_id not in known:
            known[person_id] = None
            if len(known) > KNOWN_MAX:
                known.popitem(last=False)
            afterwards.later("gpc", person_id)
        return response


@afterwards.writer("gpc")
def _write(person_ids: list[int]) -> None:
    for person_id in dict.fromkeys(person_ids):
        person = db.session.get(Person, person_id)
        if person is not None and person.erased_at is None:
            end_unchosen(person)


def end_unchosen(person: Person) -> int:
    """End, in the current transaction, each purpose that is on from the start and that she did not choose. How many."""
    ended = [
        each.name
        for each in consents.purposes()
        if each.default and each.concerns(person) and consents.chosen(person.id, each.name) is None
    ]
    for name in ended:
        consents.set(person.id, name, False, by_gpc=True)
    return len(ended)
