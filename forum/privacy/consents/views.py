"""My data: what is kept of me, what I choose about it, and what I chose before."""

from __future__ import annotations

from typing import cast

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import consents, pages, rate_limits, stretches
from forum.core.access import signed_in, viewer
from forum.core.errors import NotFound
from forum.privacy import queries as kept
from forum.privacy.blueprint import bp
from forum.privacy.consents import queries
from forum.privacy.transparency import words


@bp.get("/my/data")
@signed_in
def my_data() -> Response:
    """What is kept about me: what, why, how long, how much; and the switches."""
    me = cast(Person, viewer())
    return pages.answer(
        "privacy/my_data.html",
        me=me,
        standing=queries.standing(me),
        entries=words.entries(kept.counts(me.id)),
    )


@bp.post("/my/data/choices/<name>")
@signed_in
def choose(name: str) -> Response:
    """Switch one purpose: `given` 1 or 0."""
    me = cast(Person, viewer())
    rate_limits.spend(rate_limits.WRITE, me.id)
    purpose = next((each for each in consents.purposes() if each.name == name), None)
    if purpose is None or not purpose.concerns(me) or request.form.get("given") not in ("0", "1"):
        raise NotFound()
    given = request.form["given"] == "1"
    consents.set(me.id, name, given)
    said = _("Agreed. You can end it here at any time.") if given else _("Ended.")
    return pages.done(said, url_for(".my_data", _anchor=f"choice-{name}"))


@bp.get("/my/data/ledger")
@signed_in
def ledger() -> Response:
    """All I ever chose: when, how, and which text I saw."""
    found = queries.lines(cast(int, viewer().id), stretches.asked(request.args))
    return pages.answer(
        "privacy/ledger.html",
        lines=found,
        titles={each.name: each.title for each in consents.purposes()},
        before=url_for(".ledger", before=found.before) if found.before else None,
        after=url_for(".ledger", after=found.after) if found.after else None,
    )
