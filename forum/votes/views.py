"""Addresses of votes and verdicts."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from flask import Blueprint, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, rate_limits, targets
from forum.core.access import public, signed_in, viewer
from forum.core.forms import line, local_path, text
from forum.core.roles import is_staff
from forum.search import recording
from forum.votes import actions, policy

bp = Blueprint("votes", __name__)


@bp.post("/votes/<target>")
@signed_in
def vote(target: str) -> AnyResponse:
    """Vote 1 or -1 on a post; 0 takes it back."""
    rate_limits.spend(rate_limits.VOTE, viewer().id)
    value = request.form.get("value", default=2, type=int)
    shown = actions.vote(targets.parse(target), by=viewer(), value=value)
    return pages.answer("votes/vote.html", block="vote", back_to=_back(shown.url), shown=shown, value=value)


@bp.post("/verdicts")
@public
def verdict() -> AnyResponse:
    """Say whether an article or a solution helped; whoever was not helped is asked why, and may say."""
    rate_limits.spend(rate_limits.VOTE, viewer().id or rate_limits.here())
    helped, reason, came = request.form.get("helped") == "1", line("reason"), _came_from()
    shown = actions.give_verdict(
        targets.parse(line("target")),
        viewer(),
        recording.visitor(),
        helped,
        reason=reason,
        note=text("note").strip(),
        search_id=came,
    )
    satisfied = shown.document if helped and not is_staff(viewer()) else ""
    recording.outcome(came, "helped" if helped else "not_helped", satisfied)
    asked_why = not helped and "reason" not in request.form
    if not asked_why and not pages.wants_block():
        return pages.done(_("Thank you. That helps us and the next reader."), shown.url)
    return pages.answer(
        "votes/verdict.html",
        block="verdict",
        shown=shown,
        helped=helped,
        ask_why=asked_why,
        reasons=[(code, _(words)) for code, words in policy.REASONS.items()],
        note_max=policy.NOTE_MAX_CHARS,
        search_id=came,
    )


def _came_from() -> str | None:
    """The search that led to the page where the verdict was given.

    It stands in that page's address, not in its form: one kept page serves many guests.
    """
    given = line("s") or parse_qs(urlsplit(request.referrer or "").query).get("s", [""])[0]
    came = recording.came_from(given)
    return came.search_id if came else None


def _back(url: str) -> str:
    """Where the vote was given, at the post."""
    here = local_path(request.referrer)
    if here is None or not url.startswith("/answers/"):
        return here or url
    return f"{here}#answer-{url.rpartition('/')[2]}"
