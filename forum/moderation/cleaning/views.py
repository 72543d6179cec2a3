"""Pages of cleaning up after one account: look over, choose, do it; undo it."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, rate_limits
from forum.core.access import moderators, viewer
from forum.core.db import db
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.forms import line
from forum.moderation import words
from forum.moderation.cleaning import actions
from forum.moderation.discipline import policy, queries
from forum.moderation.discipline.models import CleanUp
from forum.moderation.views import bp


@bp.get("/moderation/people/<int:person_id>/clean-up")
@moderators
def clean_up(person_id: int) -> Response:
    """Her posts that stand, to choose from."""
    return _form(person_id, {})


@bp.post("/moderation/people/<int:person_id>/clean-up")
@moderators
def do_clean_up(person_id: int) -> Response:
    """Take those away that were chosen."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    person = queries.person(person_id, viewer())
    try:
        actions.clean_up(person, request.form.getlist("posts"), line("deed"), viewer(), line("because"))
    except Invalid as error:
        return _form(person_id, error.errors)
    return pages.done(_("The posts are being taken away."), url_for(".person", person_id=person_id))


@bp.post("/moderation/clean-ups/<int:number>/undo")
@moderators
def undo_clean_up(number: int) -> Response:
    """Give them back."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    found = db.session.get(CleanUp, number)
    if found is None:
        raise NotFound()
    actions.undo(found, viewer())
    return pages.done(_("The posts are being given back."), url_for(".person", person_id=found.person_id))


def _form(person_id: int, errors: dict[str, str]) -> Response:
    person = queries.person(person_id, viewer())
    ensure(policy.can_discipline(viewer(), person, "silence"))
    return pages.answer(
        "moderation/cleaning/form.html",
        status=422 if errors else 200,
        person=person,
        posts=queries.posts_of(person_id, viewer(), actions.POSTS_MAX),
        chosen=set(request.form.getlist("posts")) if errors else None,
        deeds=[(deed, words.deed_name(deed)) for deed in actions.DEEDS],
        errors={name: _(sentence) for name, sentence in errors.items()},
        sent=request.form,
    )
