"""Pages about somebody's account for moderators, and about decisions for whom they concern."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.core import pages, pagination, panels, rate_limits, trust
from forum.core.access import admins, moderators, public, signed_in, viewer
from forum.core.db import db
from forum.core.errors import Invalid, NotFound
from forum.core.forms import line, text
from forum.moderation import policy, words
from forum.moderation.discipline import actions, links, notices, queries, scoping
from forum.moderation.discipline import policy as discipline
from forum.moderation.discipline.models import Appeal, Measure
from forum.moderation.views import bp
from forum.topics import queries as topics


@bp.get("/moderation/people/<int:person_id>")
@moderators
def person(person_id: int) -> Response:
    """What was decided about an account, and what can be."""
    return _person(queries.person(person_id, viewer()))


@bp.post("/moderation/people/<int:person_id>/measures")
@moderators
def discipline_person(person_id: int) -> Response:
    """Warn, silence or suspend."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    found = queries.person(person_id, viewer())
    days = request.form.get("days", type=int) or 0
    try:
        actions.take(found, line("sanction"), viewer(), line("because"), days, line("note"))
    except Invalid as error:
        return _person(found, error.errors)
    return pages.done(
        _("Done. %(name)s is told why.", name=found.name), url_for(".person", person_id=person_id)
    )


@bp.post("/moderation/measures/<int:number>/undo")
@moderators
def undo_measure(number: int) -> Response:
    """As if it had not been."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    measure = actions.locked(number)
    actions.undo(measure, viewer(), line("because"))
    return pages.done(
        _("Undone. Whoever it concerns is told."), url_for(".person", person_id=measure.person_id)
    )


@bp.post("/moderation/people/<int:person_id>/topics")
@admins
def set_scope(person_id: int) -> Response:
    """Which topics a moderator looks after; none chosen: all of them."""
    found = queries.person(person_id, viewer())
    chosen = [int(each) for each in request.form.getlist("topic") if each.isascii() and each.isdigit()]
    scoping.set_topics(found, chosen, viewer())
    return pages.done(_("Saved."), url_for(".person", person_id=person_id))


@bp.get("/moderation/appeals")
@moderators
def appeals() -> Response:
    """What people say to decisions; `?done=1`: those that were decided."""
    return _appeals()


@bp.post("/moderation/appeals/<int:number>")
@moderators
def decide_appeal(number: int) -> Response:
    """Somebody who did not take the decision says whether it stands."""
    rate_limits.spend(rate_limits.WRITE, f"moderate {viewer().id}")
    found = db.session.get(Appeal, number)
    if found is None:
        raise NotFound()
    try:
        actions.decide(found, line("do") == "grant", viewer(), line("because"))
    except Invalid as error:
        return _appeals({f"appeal-{number}-because": str(_(error.message))})
    return pages.done(_("Decided. Whoever is concerned is told."), url_for(".appeals"))


@bp.get("/my/decisions")
@signed_in
def my_decisions() -> Response:
    """What was decided about one's posts and account, and how to say something to it."""
    me = viewer()
    return pages.answer(
        "moderation/discipline/mine.html",
        rows=queries.of_person(me.id or 0),
        words=words,
        said=_said,
        appeal_path=links.appeal_path,
    )


@bp.get("/appeals/<secret>")
@public
def appeal(secret: str) -> Response:
    """One decision, for whom it concerns: its address is signed, since suspended people can't sign in."""
    return _appeal(secret)


@bp.post("/appeals/<secret>")
@public
def send_appeal(secret: str) -> Response:
    """Say something to it."""
    number = links.opened(secret)
    rate_limits.spend(rate_limits.WRITE, f"appeal {number}")
    try:
        actions.appeal(queries.decided(number).measure, text("text"))
    except Invalid as error:
        return _appeal(secret, error.errors)
    return pages.done(
        _("Thank you. Somebody who did not decide this looks at it and writes to you."), request.path
    )


@panels.fills("suspended")
def on_sign_in(person: Person, **_values: Any) -> str | None:
    """At the sign-in of somebody who is shut out, after the password was right: how to say something to it."""
    measure = queries.standing_suspension(person.id)
    if measure is None:
        return None
    return pages.render_block("moderation/discipline/appeal.html", "way", path=links.appeal_path(measure.id))


def _said(measure: Measure) -> str:
    """What was decided, in a sentence."""
    until = measure.until.isoformat() if measure.until else ""
    if measure.kind in discipline.ON_PEOPLE:
        return notices.words_of({"measure": measure.kind, "because": measure.because, "until": until})
    return f"{words.measure_name(measure.kind)}: {measure.because}"


def _person(found: Person, errors: dict[str, str] | None = None) -> Response:
    me = viewer()
    kinds = [kind for kind in discipline.ON_PEOPLE if discipline.can_discipline(me, found, kind)]
    return pages.answer(
        "moderation/discipline/person.html",
        status=422 if errors else 200,
        person=found,
        level=trust.LEVELS[found.trust].name,
        measures=queries.measures(found.id),
        posts=queries.posts_of(found.id, me),
        clean_ups=queries.clean_ups(found.id),
        sanctions=kinds,
        days=discipline.DAYS,
        may_clean=discipline.can_discipline(me, found, "silence"),
        can_undo=lambda measure: (
            measure.kind in discipline.ON_PEOPLE and discipline.can_undo(me, measure, found)
        ),
        scope=policy.can_set_scope(me) and found.role == "moderator",
        scoped=found.moderated_topics or [],
        topic_list=topics.all(),
        words=words,
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
        sent=request.form,
    )


def _appeals(errors: dict[str, str] | None = None) -> Response:
    done = request.args.get("done") == "1"
    return pages.answer(
        "moderation/discipline/appeals.html",
        status=422 if errors else 200,
        here="appeals",
        page=queries.appeals(viewer(), pagination.number(request.args.get("page")), done),
        done=done,
        said=_said,
        errors=errors or {},
        full=True,
        flagged=None,
        to_review=None,
    )


def _appeal(secret: str, errors: dict[str, str] | None = None) -> Response:
    found = queries.decided(links.opened(secret))
    return pages.answer(
        "moderation/discipline/appeal.html",
        status=422 if errors else 200,
        found=found,
        said=_said(found.measure),
        path=request.path,
        most=discipline.APPEAL_MAX_CHARS,
        body=text("text") if errors else "",
        errors={name: _(sentence) for name, sentence in (errors or {}).items()},
    )
