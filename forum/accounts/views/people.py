"""Public profiles, and people as admins see them."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import actions, forms, policy, queries
from forum.accounts.models import Person
from forum.accounts.views import bp
from forum.core import pages, pagination, rate_limits, trust
from forum.core.access import admins, public, viewer
from forum.core.guest_pages import may_keep
from forum.core.text import clean_line


@bp.get("/people/<int:person_id>")
@public
@may_keep
def profile(person_id: int) -> Response:
    """Who somebody is here."""
    person = queries.profile(person_id, viewer=viewer())
    level = trust.LEVELS[person.trust_level].name if person.trust_level else ""
    return pages.answer("accounts/profile.html", person=person, level=level)


@bp.get("/admin/people")
@admins
def people() -> Response:
    """Find people by name or address."""
    words, role = clean_line(request.args.get("q", ""))[:100], request.args.get("role", "")
    role = role if role in policy.GIVEN_ROLES else ""
    found = pagination.paginate(
        lambda limit, offset: queries.people(viewer(), words, role, limit, offset),
        pagination.number(request.args.get("page")),
    )
    more = url_for(".people", q=words or None, role=role or None, page="")
    return pages.answer(
        "accounts/people.html", people=found, q=words, role=role, roles=policy.GIVEN_ROLES, more=more
    )


@bp.get("/admin/people/<int:person_id>")
@admins
def manage(person_id: int) -> Response:
    """One person: role, suspension."""
    return _manage(queries.person(person_id, viewer=viewer()), forms.Form())


@bp.post("/admin/people/<int:person_id>/role")
@admins
def change_role(person_id: int) -> Response:
    """Give another role."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    person, form = queries.person(person_id, viewer=viewer()), forms.about_person()
    if form.errors or not form["role"]:
        return _manage(person, form, status=422)
    actions.change_role(person, form["role"], by=viewer(), because=form["because"])
    return pages.done(_("%(name)s has another role now.", name=person.name), _back(person))


@bp.post("/admin/people/<int:person_id>/suspension")
@admins
def suspend(person_id: int) -> Response:
    """Shut somebody out."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    person, form = queries.person(person_id, viewer=viewer()), forms.about_person()
    if form.errors:
        return _manage(person, form, status=422)
    actions.suspend(person, by=viewer(), because=form["because"])
    return pages.done(_("%(name)s is suspended.", name=person.name), _back(person))


@bp.post("/admin/people/<int:person_id>/suspension/end")
@admins
def lift_suspension(person_id: int) -> Response:
    """Let somebody back in."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    person, form = queries.person(person_id, viewer=viewer()), forms.about_person()
    if form.errors:
        return _manage(person, form, status=422)
    actions.lift_suspension(person, by=viewer(), because=form["because"])
    return pages.done(_("%(name)s may sign in again.", name=person.name), _back(person))


@bp.post("/admin/people/<int:person_id>/second/removal")
@admins
def take_second_away(person_id: int) -> Response:
    """She lost app, passkeys and codes."""
    rate_limits.spend(rate_limits.WRITE, viewer().id)
    person, form = queries.person(person_id, viewer=viewer()), forms.about_person()
    if form.errors:
        return _manage(person, form, status=422)
    actions.take_second_away(person, by=viewer(), because=form["because"])
    return pages.done(_("%(name)s signs in with the password alone now.", name=person.name), _back(person))


def _back(person: Person) -> str:
    return url_for(".manage", person_id=person.id)


def _manage(person: Person, form: forms.Form, status: int = 200) -> Response:
    return pages.answer(
        "accounts/manage.html",
        person=person,
        form=form,
        can_change_role=policy.can_change_role(viewer(), person),
        can_suspend=policy.can_suspend(viewer(), person),
        can_lift_suspension=policy.can_lift_suspension(viewer(), person),
        roles=policy.GIVEN_ROLES,
        status=status,
    )
