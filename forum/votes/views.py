"""Voting, "did this help?", and what readers wrote. Without a reload the control alone comes back."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import parse_qs

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts.models import Person
from forum.core import addresses, pages, pagination, rate_limits, targets
from forum.core.access import agents, public, signed_in, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line, local_path, text
from forum.core.roles import at_least, is_staff
from forum.core.targets import Shown
from forum.search import recording
from forum.votes import actions, follow_up, policy, queries
from forum.votes.follow_up import Unhelped

bp = Blueprint("votes", __name__)

SEARCH_MAX_CHARS = 300  # of the words that a kept form says its sender searched for


@bp.post("/votes/<target>")
@signed_in
def vote(target: str) -> AnyResponse:
    """Vote 1 or -1 on a post; 0 takes it back."""
    rate_limits.spend_as(rate_limits.VOTE, viewer())
    value = request.form.get("value", default=2, type=int)
    shown = actions.vote(targets.parse(target), by=viewer(), value=value)
    return pages.answer("votes/vote.html", block="vote", back_to=_back(shown.url), shown=shown, value=value)


@bp.post("/verdicts")
@public
def verdict() -> AnyResponse:
    """Say whether an article or a solution helped; then, for whoever likes, why; and what to do next with it."""
    rate_limits.spend_as(rate_limits.VOTE, viewer())
    helped, came, me = request.form.get("helped") == "1", _came_from(), viewer()
    target, visitor = targets.parse(line("target")), recording.visitor()
    if request.form.get("then"):
        return _next_step(targets.show(target, me), came, visitor)
    told = bool({"said", "reason", "note"} & request.form.keys())
    words = queries.words_of(came, visitor) if told and request.form.get("allow_words") else ""
    try:
        shown = actions.give_verdict(
            target, me, visitor, helped, request.form.getlist("reason"), text("note"), words
        )
    except Invalid as error:
        if not error.errors:
            raise
        return _page(targets.show(target, me), helped, came, visitor, error.errors)
    satisfied = shown.document if helped and not is_staff(me) else ""
    recording.outcome(came, "helped" if helped else "not_helped", satisfied)
    if told and not pages.wants_block():
        return pages.done(_("Thank you. That helps us and the next reader."), shown.url)
    return _page(shown, helped, came, visitor, told=told)


@bp.get("/verdicts")
@agents
def voices() -> AnyResponse:
    """What readers wrote beside yes or no; what nobody has read yet comes first."""
    asked = request.args
    document = asked.get("document", "")
    about = targets.show(targets.parse(document), viewer()) if document else None
    wanted = queries.Wanted(
        unread=asked.get("all") != "1",
        helped={"1": True, "0": False}.get(asked.get("helped", "")),
        reason=asked.get("reason", "") if asked.get("reason") in policy.REASONS else "",
        topic=asked.get("topic", type=int),
        lang=asked.get("lang", "")[:3],
        document=document,
    )
    return pages.answer(
        "votes/voices.html",
        page=queries.voices(viewer(), pagination.number(asked.get("page")), wanted),
        wanted=wanted,
        about=about,
        reasons=policy.REASONS,
        back=request.full_path.rstrip("?"),
        here="voices",
        full=at_least(viewer(), "moderator"),
        href=_with,
    )


@bp.post("/verdicts/reading")
@agents
def read() -> AnyResponse:
    """I have read these: `id`, as often as there are."""
    rate_limits.spend_as(rate_limits.WRITE, viewer(), "voices")
    ids = [int(n) for n in request.form.getlist("id")[:200] if n.isascii() and n.isdigit() and len(n) < 10]
    count = actions.mark_read(ids, by=cast(Person, viewer()))
    said = _("Marked as read.") if count else _("Choose what you have read.")
    return pages.done(said, local_path(line("next")) or url_for(".voices"))


def _next_step(shown: Shown, came: str | None, visitor: str) -> AnyResponse:
    """What she wrote becomes a question or a case; what she said of the text goes with her verdict on it."""
    step = follow_up.steps().get(line("then"))
    if step is None or not targets.kind_of(shown.target).verdicts:
        raise NotFound()
    words = queries.words_of(came, visitor) if request.form.get("allow_words") else ""
    searched = words or line("searched")[:SEARCH_MAX_CHARS]
    sent = Unhelped(shown, text("note").strip(), searched, line("email"), came)
    try:
        answer = step.take(sent)
    except Invalid as error:
        return _page(shown, False, came, visitor, error.errors or {"note": error.message})
    note = sent.note[: policy.NOTE_MAX_CHARS]
    actions.explain(shown, viewer(), visitor, request.form.getlist("reason"), note, words)
    return answer


def _page(
    shown: Shown,
    helped: bool,
    came: str | None,
    visitor: str,
    errors: dict[str, str] | None = None,
    told: bool = False,
) -> AnyResponse:
    """Thanks, and the form that asks why."""
    return pages.answer(
        "votes/verdict.html",
        block="verdict",
        status=422 if errors else 200,
        shown=shown,
        helped=helped,
        told=told,
        reasons=_reasons(),
        sent=request.form if errors else {},
        chosen=request.form.getlist("reason") if errors else [],
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
        note_max=policy.NOTE_MAX_CHARS,
        search_id=came,
        search_words=queries.words_of(came, visitor),
        steps=follow_up.steps(),
        is_guest=viewer().id is None,
        in_place=pages.wants_block(),
    )


def _reasons() -> list[tuple[str, str]]:
    return [(code, _(words)) for code, words in policy.REASONS.items()]


def _with(**changes: Any) -> str:
    """The list with other choices."""
    kept = {k: v for k, v in request.args.items() if k != "page" and v} | changes
    return url_for(".voices", **{k: v for k, v in kept.items() if v})


def _came_from() -> str | None:
    """The search that led to the page where the verdict was given.

    It stands in that page's address, not in its form: one kept page serves many guests.
    """
    given = line("s") or parse_qs(addresses.split(request.referrer or "").query).get("s", [""])[0]
    came = recording.came_from(given)
    return came.search_id if came else None


def _back(url: str) -> str:
    """Where the vote was given, at the post."""
    here = local_path(request.referrer)
    if here is None or not url.startswith("/answers/"):
        return here or url
    return f"{here}#answer-{url.rpartition('/')[2]}"
