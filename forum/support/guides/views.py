"""Pages of guides: all of them, one with its figures, the editor of leads; and the steps of a walk."""

from __future__ import annotations

from typing import Any

from flask import Response as FlaskResponse
from flask import make_response, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.config import LANGUAGES
from forum.core import drafts, pages, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.db import db
from forum.core.errors import Conflict, Invalid
from forum.core.forms import FIELD, line
from forum.core.i18n import current_language
from forum.core.text import clean
from forum.support import queries as cases
from forum.support.guides import actions, forms, panel, policy, queries, report
from forum.support.guides.forms import GuideForm
from forum.support.guides.models import Guide
from forum.support.macros import queries as macros
from forum.support.macros.queries import Filters
from forum.support.models import Case
from forum.support.views import bp
from forum.topics import queries as topics

NEW = "guide:new"  # the place of the draft of one that does not exist yet


@bp.get("/desk/guides")
@agents
def guides() -> Response:
    """All guides; `?case=7` to choose one for a case."""
    me = viewer()
    number = request.args.get("case", type=int)
    return pages.answer(
        "support/guides/list.html",
        guides=queries.guides(me, retired=bool(request.args.get("retired"))),
        retired=bool(request.args.get("retired")),
        case=cases.case(number, me) if number else None,
        may_make=policy.can_make(me),
        topics=topics.by_id(),
        languages=LANGUAGES,
        days=report.DAYS,
    )


@bp.get("/desk/guides/<int:guide_id>")
@agents
def guide(guide_id: int) -> Response:
    """One guide as agents walk it, and what it is worth."""
    me = viewer()
    found = queries.guide(guide_id, me)
    newest = queries.newest(guide_id)
    shown = queries.version(found.version_id) if found.version_id else newest
    return pages.answer(
        "support/guides/one.html",
        guide=found,
        version=shown,
        draft=newest if newest.id != found.version_id else None,
        names={step["key"]: step["name"] for step in shown.steps},
        report=report.of(guide_id, me),
        days=report.DAYS,
        may_make=policy.can_make(me),
        topic=topics.by_id().get(found.topic_id or 0),
        languages=LANGUAGES,
    )


@bp.get("/desk/guides/new")
@moderators
def new_guide() -> Response:
    """The editor, empty but for two steps; or with what was typed before."""
    kept = drafts.find(viewer().id, NEW)
    start = GuideForm(lang=current_language(), steps=(forms.blank("s1"), forms.blank("s2")))
    return _editor(None, forms.read(kept) if kept else start)


@bp.post("/desk/guides/new")
@moderators
def write_guide() -> Response:
    """Save a first draft, or arrange its steps."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"guide {me.id}")
    sent, do = forms.read(request.form), line("do")
    if do not in ("save", "publish", ""):
        return _editor(None, forms.arranged(sent, do))
    try:
        made = actions.begin(me, sent.head(), sent.steps)
    except Invalid as error:
        return _editor(None, sent, forms.said(error))
    drafts.drop(me.id, NEW)
    return _saved(made, me, do)


@bp.get("/desk/guides/<int:guide_id>/edit")
@moderators
def edit_guide(guide_id: int) -> Response:
    """The editor, with the newest version or what was typed and not saved."""
    me = viewer()
    found = queries.guide(guide_id, me)
    newest = queries.newest(guide_id)
    start = forms.of(found, newest.steps, actions.mark(newest))
    kept = drafts.find(me.id, f"guide:{guide_id}")
    mine = forms.read(kept) if kept else start
    return _editor(found, mine if mine.mark == start.mark else start)


@bp.post("/desk/guides/<int:guide_id>/edit")
@moderators
def save_guide(guide_id: int) -> Response:
    """Save the draft, publish it, or arrange its steps."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"guide {me.id}")
    found = queries.guide(guide_id, me)
    sent, do = forms.read(request.form), line("do")
    if do not in ("save", "publish", ""):
        return _editor(found, forms.arranged(sent, do))
    try:
        actions.save(found, me, sent.head(), sent.steps, sent.mark)
    except Invalid as error:
        return _editor(found, sent, forms.said(error))
    except Conflict:
        newest = queries.newest(guide_id)
        drafts.save(me.id, f"guide:{guide_id}", {k: clean(v) for k, v in request.form.items() if k != FIELD})
        db.session.commit()
        return _editor(found, sent._replace(mark=actions.mark(newest)), theirs=newest.steps)
    drafts.drop(me.id, f"guide:{guide_id}")
    return _saved(found, me, do)


@bp.post("/desk/guides/<int:guide_id>/retirement")
@moderators
def retire_guide(guide_id: int) -> Response:
    """Offer it no more, or (`back`) again."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"guide {me.id}")
    found = queries.guide(guide_id, me)
    if request.form.get("back"):
        actions.bring_back(found, me)
        return pages.done(_("It is offered again."), url_for(".guide", guide_id=guide_id))
    actions.retire(found, me)
    return pages.done(_("Retired. It is not offered any more."), url_for(".guides"))


@bp.post("/desk/cases/<int:case_id>/walks")
@agents
def start_walk(case_id: int) -> Response:
    """Walk a guide beside a case."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"guide {me.id}")
    found = cases.case(case_id, me)
    actions.start(queries.guide(request.form.get("guide", default=0, type=int), me), found, me)
    return _beside(found)


@bp.post("/desk/walks/<int:walk_id>")
@agents
def walk_on(walk_id: int) -> Response:
    """One step on or back, or stop."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"guide {me.id}")
    walk = queries.walk(walk_id, me)
    case = cases.case(walk.case_id, me)
    facts: dict[str, str] = {}
    errors: dict[str, str] = {}
    do = line("do")
    try:
        if do == "back":
            facts = actions.go_back(walk, me)
        elif do == "stop":
            actions.stop(walk, me, line("because"))
        else:
            answer = int(do) if do.isascii() and do.isdigit() and len(do) < 4 else -1
            actions.go_on(walk, me, answer, {k: clean(v) for k, v in request.form.items()})
    except Invalid as error:
        errors = {name: str(_(sentence)) for name, sentence in error.errors.items()}
    return _beside(case, panel.Said(facts, errors) if facts or errors else None)


def _beside(case: Case, said: panel.Said | None = None) -> Response:
    """The walk alone for a browser with script; else the case again, at the walk."""
    if said is not None:
        panel.say(said)
    if pages.wants_block():
        answer: FlaskResponse = make_response(panel.walked(case))
        answer.vary.add("HX-Request")
        return answer
    if said is not None:
        from forum.support.views.cases import case_page

        return case_page(case, 422 if said.errors else 200)
    return pages.answer("", back_to=url_for(".case", case_id=case.id) + "#guide")


def _saved(guide: Guide, me: Any, do: str) -> Response:
    """Saved; published as well when that was asked for and nothing is wrong."""
    edit = url_for(".edit_guide", guide_id=guide.id)
    if do != "publish":
        return pages.done(_("Saved as a draft. Agents don't see it yet."), edit)
    try:
        actions.publish(guide, me)
    except Invalid:
        return pages.done(_("Saved as a draft. Some of it must be mended before agents can walk it."), edit)
    done = _("Published. Agents walk this version from now on.")
    return pages.done(done, url_for(".guide", guide_id=guide.id))


def _editor(
    guide: Guide | None,
    form: GuideForm,
    errors: dict[str, str] | None = None,
    theirs: list[Any] | None = None,
) -> Response:
    me = viewer()
    touched = any(step["name"] or step["text"] or step["result"] for step in form.steps)
    return pages.answer(
        "support/guides/edit.html",
        status=409 if theirs is not None else 422 if errors else 200,
        guide=guide,
        form=form,
        errors=errors or {},
        theirs=theirs,
        flaws=forms.checked(form) if touched else [],
        topics=topics.all(),
        languages=LANGUAGES,
        macros=macros.macros(me, Filters(whose="team"), None, 1).items,
        spare=(forms.SPARE_ANSWERS, forms.SPARE_FACTS),
        draft_place=f"guide:{guide.id}" if guide else NEW,
    )
