"""Pages of reports: report a post, and see what came of one's own. The queue is a page of moderation."""

from __future__ import annotations

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import pages, pagination, rate_limits, targets
from forum.core.access import signed_in, viewer
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.forms import line
from forum.reviews import actions, forms, policy, queries

bp = Blueprint("reviews", __name__)


@bp.get("/reports/new")
@signed_in
def new() -> Response:
    """The form: `?target=answer:12`."""
    return _form(request.args.get("target", ""))


@bp.post("/reports")
@signed_in
def report() -> Response:
    """Report a post."""
    rate_limits.spend_as(rate_limits.REPORT, viewer())
    target, reason, note = line("target"), line("reason"), line("note")
    try:
        actions.report(targets.parse(target), viewer(), reason, note)  # type: ignore[arg-type]
    except Invalid as error:
        return _form(target, error.errors or {"note": error.message}, reason, note)
    return pages.done(
        _("Thank you. Moderators look at it, and you will be told what they decided."), "/my/reports"
    )


@bp.get("/my/reports")
@signed_in
def mine() -> Response:
    """What one reported, and what came of it."""
    page = queries.mine(viewer(), pagination.number(request.args.get("page")))
    return pages.answer("reviews/mine.html", page=page, words=forms)


def _form(target: str, errors: dict[str, str] | None = None, reason: str = "", note: str = "") -> Response:
    parsed = targets.parse(target)
    shown = targets.show(parsed, viewer())
    if not targets.kind_of(parsed).reportable:
        raise NotFound()
    ensure(policy.can_report(viewer(), shown))
    return pages.answer(
        "reviews/new.html",
        status=422 if errors else 200,
        shown=shown,
        reason=reason,
        note=note,
        reasons=forms.reason_options(),
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
        most=policy.NOTE_MAX_CHARS,
    )
