"""Whose a case is, how urgent, in which state, merged with what; who writes."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import queries as accounts
from forum.accounts.models import Person
from forum.core import forms, pages, rate_limits
from forum.core.access import agents, viewer
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, NotAllowed
from forum.support import actions, queries
from forum.support.models import PRIORITIES, Case
from forum.support.views import NOTE_MAX, bp


def to_case(case_id: int, said: str) -> AnyResponse:
    """Back to the case, saying what was done."""
    return pages.done(said, url_for("support.case", case_id=case_id))


def colleague(text: str) -> Person:
    """Somebody of the company whom a form names. Raises `Invalid`."""
    found = db.session.get(Person, int(text)) if text.isdecimal() and len(text) < 10 else None
    if found is None or not found.is_staff:
        raise Invalid(_("Choose somebody of the team."))
    return found


def held(case: Case) -> Conflict:
    """Somebody else holds it: who."""
    holder = accounts.names([case.claimed_by_id]).get(case.claimed_by_id or 0)
    return Conflict(_("%(name)s is already on this case.", name=holder.name if holder else "?"))


@bp.post("/desk/cases/<int:case_id>/assignment")
@agents
def case_assign(case_id: int) -> AnyResponse:
    """Give it to a colleague, with a note."""
    rate_limits.spend(rate_limits.WRITE, f"case {current_user.id}")
    case = queries.to_change(case_id, viewer())
    to, note = colleague(forms.line("to")), forms.text("note").strip()
    if len(note) > NOTE_MAX:
        raise Invalid(_("Write a note of at most %(max)s characters.", max=NOTE_MAX))
    try:
        actions.assign(case, to, by=current_user, note=note)
    except Conflict:
        raise held(case) from None
    return to_case(case_id, _("%(name)s has the case now.", name=to.name))


@bp.post("/desk/cases/<int:case_id>/arrangement")
@agents
def case_arrange(case_id: int) -> AnyResponse:
    """Priority, and the tags as they stand in the field."""
    rate_limits.spend(rate_limits.WRITE, f"case {current_user.id}")
    case = queries.to_change(case_id, viewer())
    priority = forms.line("priority")
    if priority not in PRIORITIES:
        raise Invalid(_("Choose one of these."))
    actions.prioritise(case, PRIORITIES[priority], by=current_user)
    wanted = actions.words_of_tags(forms.line("tags"))
    for word in queries.tags_of([case.id]).get(case.id, []):
        if word not in wanted:
            actions.untag(case, word, by=current_user)
    actions.tag(case, ", ".join(wanted), by=current_user)
    return to_case(case_id, _("Saved."))


@bp.post("/desk/cases/<int:case_id>/state")
@agents
def case_state(case_id: int) -> AnyResponse:
    """It waits, is done, is closed with a reason, or is open again."""
    rate_limits.spend(rate_limits.WRITE, f"case {current_user.id}")
    case = queries.to_change(case_id, viewer())
    change_state(case, forms.line("state"), forms.line("because"))
    return to_case(case_id, _("Saved."))


def change_state(case: Case, state: str, because: str) -> None:
    """The verb that brings a case into a state. Raises what it raises, `Conflict` with a sentence."""
    if len(because) > NOTE_MAX:  # it stands in the log, which never lets go of it
        raise Invalid(_("This is too long."), {"because": _("This is too long.")})
    try:
        if state == "waiting":
            actions.wait(case, by=current_user)
        elif state == "resolved":
            actions.resolve(case, by=current_user, because=because)
        elif state == "closed":
            actions.close(case, by=current_user, because=because)
        elif state == "open":
            actions.reopen(case, by=current_user, because=because)
        elif state == "new":
            actions.release(case, by=current_user)
        else:
            raise Invalid(_("Choose one of these."))
    except Conflict:
        raise Conflict(_("Another case of this question is open.")) from None


@bp.post("/desk/cases/<int:case_id>/merger")
@agents
def case_merge(case_id: int) -> AnyResponse:
    """Go on with the chosen cases inside this one."""
    rate_limits.spend(rate_limits.WRITE, f"case {current_user.id}")
    chosen = request.form.getlist("case", type=int)
    found = {case.id: case for case in queries.some_to_change([*chosen, case_id], viewer())}
    if case_id not in found or not set(chosen) <= found.keys():
        raise Invalid(_("Only open cases of one customer can be merged."))
    actions.merge([found[number] for number in chosen], found[case_id], by=current_user)
    return to_case(case_id, _("Merged. The customer is told where her questions are answered."))


@bp.post("/desk/cases/<int:case_id>/separation")
@agents
def case_split(case_id: int) -> AnyResponse:
    """A merged case becomes its own again."""
    case = queries.to_change(case_id, viewer())
    if case.merged_into_id is None:
        raise NotAllowed()
    try:
        actions.split(case, by=current_user)
    except Conflict:
        raise Conflict(_("Another case of this question is open.")) from None
    return to_case(case_id, _("The case is its own again."))


@bp.get("/desk/cases/<int:case_id>/writing")
@agents
def case_writing(case_id: int) -> AnyResponse:
    """Who is writing a reply right now: asked by open case pages."""
    case = queries.case(case_id, viewer())
    return pages.answer(
        "support/writing.html", block="writing", case=case, writing=queries.writing(case, viewer())
    )
