"""Pages of flags: flag, log, settle. The queue of all of them is a page of moderation."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts import queries as accounts
from forum.core import forms as core_forms
from forum.core import pages, pagination, rate_limits, targets
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid
from forum.core.roles import GUEST, at_least
from forum.flags import actions, forms, policy, queries
from forum.flags.models import Flag

bp = Blueprint("flags", __name__)


def words() -> dict[str, object]:
    """What the macros of `templates/flags/_parts.html` say: globals, since macros are made once for all pages."""
    return {
        "flag_reasons": forms.reason_options,
        "flag_reason_name": forms.reason_name,
        "flag_to_readers": forms.to_readers,
        "flag_outcome_name": forms.outcome_name,
        "flag_shown_by": forms.shown_by,
        "flag_policy": policy,
    }


@bp.get("/flags/new")
@agents
def new() -> Response:
    """The form on a page of its own; pages of content carry it too."""
    return _form({}, forms.asked_for())


@bp.post("/flags")
@agents
def flag() -> Response:
    """Flag something."""
    me = viewer()
    rate_limits.spend_as(rate_limits.WRITE, me, "flag")
    sent = forms.read()
    try:
        target, because = targets.parse(sent.target), (sent.note, sent.passage, sent.evidence)
        made = actions.flag(target, me, sent.reason, *because)  # type: ignore[arg-type]
    except Invalid as error:
        return _form(error.errors or {"note": error.message}, sent)
    return pages.done(_("Flagged. It ranks lower from now on, and moderators see it."), _back(made))


@bp.get("/flags")
@agents
def journal() -> Response:
    """The log of all flags: what each did, and how it ended. `?state=open|disputed|closed`, `?by=<person>`."""
    state = request.args.get("state", "")
    by = request.args.get("by", type=int)
    name = accounts.names([by]).get(by) if by else None
    return pages.answer(
        "flags/journal.html",
        page=queries.journal(pagination.number(request.args.get("page")), viewer(), state, by),
        state=state if state in queries.STATES else "",
        by=by,
        by_name=name.name if name else "",
        here="journal",
        full=at_least(viewer(), "moderator"),
        me=viewer(),
    )


@bp.get("/flags/<target>")
@agents
def log(target: str) -> Response:
    """Every flag that a target ever had: who, when, why, and what became of it."""
    return _log(targets.parse(target), {})


@bp.post("/flags/<int:flag_id>/confirmation")
@agents
def confirm(flag_id: int) -> Response:
    """A second person agrees."""
    me = viewer()
    rate_limits.spend_as(rate_limits.WRITE, me, "flag")
    found = queries.flag(flag_id, me)
    actions.confirm(found, me)  # type: ignore[arg-type]
    return pages.done(_("Confirmed. This flag stays until it is settled."), _back(found))


@bp.post("/flags/<int:flag_id>/dispute")
@agents
def dispute(flag_id: int) -> Response:
    """A second person disagrees, and says why: a moderator decides."""
    me = viewer()
    rate_limits.spend_as(rate_limits.WRITE, me, "flag")
    found = queries.flag(flag_id, me)
    try:
        actions.dispute(found, me, core_forms.text("because", policy.NOTE_MAX_CHARS))  # type: ignore[arg-type]
    except Invalid as error:
        return _refused(found, "dispute-because", error)
    return pages.done(_("A moderator decides. Until then the flag counts."), _back(found))


@bp.post("/flags/<int:flag_id>/withdrawal")
@agents
def withdraw(flag_id: int) -> Response:
    """Take one's own flag back."""
    me = viewer()
    rate_limits.spend_as(rate_limits.WRITE, me, "flag")
    found = queries.flag(flag_id, me)
    actions.withdraw(found, me)  # type: ignore[arg-type]
    return pages.done(_("Your flag is withdrawn."), _back(found))


@bp.post("/flags/<int:flag_id>/rejection")
@moderators
def reject(flag_id: int) -> Response:
    """Keep the text as it is, and say why."""
    me = viewer()
    rate_limits.spend_as(rate_limits.WRITE, me, "flag")
    found = queries.flag(flag_id, me)
    try:
        actions.reject(found, me, core_forms.text("because", policy.NOTE_MAX_CHARS))  # type: ignore[arg-type]
    except Invalid as error:
        return _refused(found, "because", error)
    return pages.done(_("The flag is closed, and whoever flagged is told why."), _back(found))


def _refused(flag: Flag, field: str, error: Invalid) -> Response:
    """The log of the flagged text, with what was wrong at the field of this flag."""
    sentence = _(error.errors.get("because", error.message))
    return _log(targets.Target(flag.target_kind, flag.target_id), {f"flag-{flag.id}-{field}": sentence})


def _log(target: targets.Target, errors: dict[str, str]) -> Response:
    shown = targets.show(target, viewer())
    return pages.answer(
        "flags/log.html",
        shown=shown,
        lines=queries.log(shown.target, viewer()),
        errors=errors,
        status=422 if errors else 200,
    )


def _form(errors: dict[str, str], sent: forms.FlagForm | None = None) -> Response:
    shown = targets.show(targets.parse(forms.given_target()), GUEST)
    return pages.answer(
        "flags/new.html",
        shown=shown,
        sent=sent,
        errors={name: _(sentence) for name, sentence in errors.items()},
        status=422 if errors else 200,
    )


def _back(flag: Flag) -> str:
    """Where the form said it came from, else the flagged text."""
    asked = core_forms.local_path(core_forms.line("next"))
    if asked:
        return asked
    target = targets.Target(flag.target_kind, flag.target_id)
    shown = targets.show_many([target], viewer()).get(target)
    return shown.url if shown else url_for("home.show")
