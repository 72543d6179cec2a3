"""The weights: see them, try others, save what was tried, take a change back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, rate_limits
from forum.core.access import admins, agents, moderators, viewer
from forum.core.errors import Invalid
from forum.core.forms import line
from forum.core.text import clean_line
from forum.moderation.tuning import actions, forms, policy, queries, saying, sets
from forum.moderation.tuning.models import WeightTrial
from forum.moderation.tuning.views import parts
from forum.moderation.views import bp
from forum.search import documents
from search_index import tuning

FILE_NAME_MAX = 60


@bp.get("/moderation/weights")
@agents
def weights() -> Response:
    """What holds, a form to try others, and all changes so far."""
    holds = queries.in_force()
    written = tuning.DEFAULT if request.args.get("fill") == "defaults" else holds.tuning
    return _form({name: _short(getattr(written, name)) for name in tuning.NAMES}, ["site"], holds=holds)


@bp.post("/moderation/weights/trials")
@moderators
def try_weights() -> Response:
    """Let a worker find out what other weights would do."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    against = request.form.getlist("against")
    try:
        judged, name = _file()
        wanted = _against(against) + ([f"file:{name}"] if judged else [])
        trial = actions.attempt(forms.weights(request.form), wanted, viewer(), judged)
    except Invalid as error:
        return _form(request.form.to_dict(), against, parts.said(error))
    return pages.done(_("The trial begins in a moment."), url_for(".weight_trial", number=trial.id))


@bp.get("/moderation/weights/trials/<int:number>")
@agents
def weight_trial(number: int) -> Response:
    """How far it is; when it is over, what would change."""
    return _trial(queries.trial(number, viewer()))


@bp.post("/moderation/weights")
@admins
def save_weights() -> Response:
    """The tried weights hold from now on."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    trial = queries.trial(request.form.get("trial", 0, type=int), viewer())
    try:
        actions.put_in_force(trial, viewer(), line("because"))
    except Invalid as error:
        return _trial(trial, parts.said(error), line("because"))
    return pages.done(_("Saved. The next search uses them."), url_for(".weights"))


@bp.post("/moderation/weights/undo")
@admins
def undo_weights() -> Response:
    """What held before the last change holds again."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    actions.undo(queries.change(request.form.get("change", 0, type=int), viewer()), viewer())
    return pages.done(_("Taken back. The next search uses the weights from before."), url_for(".weights"))


def _file() -> tuple[list[dict[str, Any]], str]:
    given = request.files.get("file")
    if given is None or not given.filename:
        return [], ""
    name = clean_line(given.filename)[-FILE_NAME_MAX:]
    return forms.judged_file(given.read(policy.FILE_MAX_BYTES + 1)), name


def _against(given: list[str]) -> list[str]:
    known = {"site", *(f"set:{name}" for name in sets.places())}
    return [name for name in dict.fromkeys(given) if name in known]


def _short(value: float) -> str:
    return f"{value:g}"


def _form(
    written: Mapping[str, str],
    against: list[str],
    errors: dict[str, str] | None = None,
    holds: tuning.InForce | None = None,
) -> Response:
    return parts.page(
        "weights",
        "weights",
        errors,
        written=written,
        holds=holds or queries.in_force(),
        default=tuning.DEFAULT,
        bounds=tuning.BOUNDS,
        short=_short,
        against=against,
        places=list(sets.places()),
        expected=queries.expected_count(),
        history=queries.history(viewer()),
        trials=queries.trials(viewer()),
        differences=queries.differences,
    )


def _trial(trial: WeightTrial, errors: dict[str, str] | None = None, because: str = "") -> Response:
    names = {line["document"] for each in trial.result for line in each["better_ones"] + each["worse_ones"]}
    known = [name for name in names if forms.document(name)]
    before = queries.change(trial.version, viewer()).weights if trial.version else {}
    values: dict[str, Any] = {
        "trial": trial,
        "lines": queries.differences(before, trial.weights),
        "shown": documents.show(known, viewer()) if known else {},
        "stale": queries.in_force().version != trial.version,
        "because": because,
    }
    if pages.wants_block() and not errors:
        values |= {"saying": saying, "can_change": policy.can_change_weights(viewer()), "errors": {}}
        return pages.answer("moderation/tuning/trial.html", block="progress", **values)
    return parts.page("weights", "trial", errors, **values)
