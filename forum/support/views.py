"""The desk for agents; "ask a person" and "my cases" for customers."""

from __future__ import annotations

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts import queries as accounts
from forum.core import drafts, forms, markdown, pages, pagination, rate_limits
from forum.core.access import agents, signed_in, viewer
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.search import finding
from forum.support import actions, policy, queries, trail
from forum.support.models import Case
from forum.threads import queries as threads
from forum.topics import queries as topics

bp = Blueprint("support", __name__)

NOTE_MAX = 5_000
REPLY_MAX = 30_000
FITTING = 5  # documents beside the reply form
QUERY_CHARS = 2_000  # of a question that are searched for
VIEW_NAMES = {
    "open": lazy_gettext("All open"),
    "mine": lazy_gettext("Mine"),
    "unassigned": lazy_gettext("Nobody's yet"),
    "overdue": lazy_gettext("Overdue"),
    "waiting": lazy_gettext("Waiting for the customer"),
    "closed": lazy_gettext("Closed"),
}


@bp.get("/desk")
@agents
def desk() -> AnyResponse:
    """The queue, what is due first on top."""
    view = request.args.get("view", "open")
    slug = request.args.get("topic")
    topic = topics.by_slug(slug) if slug else None
    page = queries.queue(
        viewer(), view, topic.id if topic else None, pagination.number(request.args.get("page"))
    )
    return pages.answer(
        "support/desk.html",
        page=page,
        view=view if view in queries.VIEWS else "open",
        views=VIEW_NAMES,
        counts=queries.counts(viewer()),
        topic=topic,
        topics=topics.by_id(),
    )


@bp.get("/desk/cases/<int:case_id>")
@agents
def case(case_id: int) -> AnyResponse:
    """One case: question, answers, trail, notes, and the reply form."""
    return _case_page(queries.case(case_id, viewer()))


def _case_page(case: Case, status: int = 200, errors: dict[str, str] | None = None) -> AnyResponse:
    me = viewer()
    reading = threads.read(case.question_id, me, to_work=True)
    question = reading.question
    fitting = finding.for_asking(
        question.title, question.body[:QUERY_CHARS], me, question.lang, with_signals=False
    )
    # Most often the customer asked the question and the agent looks at a case of their own: then all names are here.
    names = {question.author_id: reading.author, current_user.id: current_user.name}
    others = accounts.names({case.customer_id, case.claimed_by_id} - names.keys())
    own = f"question:{question.id}"
    return pages.answer(
        "support/case.html",
        status=status,
        case=case,
        question=question,
        reading=reading,
        names=names | {person.id: person.name for person in others.values()},
        trail=queries.trail_of_question(question.id, viewer()),
        notes=queries.notes(case.id, viewer()),
        fitting=[item for item in fitting if item.document.document != own][:FITTING],
        draft=drafts.find(viewer().id, f"case:{case.id}"),
        errors=errors or {},
        policy=policy,
    )


@bp.post("/desk/cases/<int:case_id>/claim")
@agents
def claim(case_id: int) -> AnyResponse:
    """Take it. When somebody was quicker, say who."""
    found = queries.case(case_id, viewer())
    try:
        actions.claim(found, by=current_user)
    except Conflict:
        holder = accounts.names([found.claimed_by_id]).get(found.claimed_by_id or 0)
        raise Conflict(_("%(name)s is already on this case.", name=holder.name if holder else "?")) from None
    return pages.done(_("The case is yours."), url_for(".case", case_id=case_id))


@bp.post("/desk/cases/<int:case_id>/release")
@agents
def release(case_id: int) -> AnyResponse:
    """Give it back."""
    actions.release(queries.case(case_id, viewer()), by=current_user)
    return pages.done(_("The case is back in the queue."), url_for(".desk"))


@bp.post("/desk/cases/<int:case_id>/notes")
@agents
def note(case_id: int) -> AnyResponse:
    """Leave a note for colleagues."""
    rate_limits.spend(rate_limits.WRITE, f"note {current_user.id}")
    found = queries.case(case_id, viewer())
    body = forms.text("note").strip()
    if not 1 <= len(body) <= NOTE_MAX:
        return _case_page(
            found, 422, {"note": _("Write a note of at most %(max)s characters.", max=NOTE_MAX)}
        )
    actions.note(found, by=current_user, body=body)
    return pages.done(_("Note saved. Only staff can see it."), url_for(".case", case_id=case_id) + "#notes")


@bp.post("/desk/cases/<int:case_id>/replies")
@agents
def reply(case_id: int) -> AnyResponse:
    """Answer in the thread as the company."""
    rate_limits.spend(rate_limits.ANSWER, current_user.id)
    found = queries.case(case_id, viewer())
    body = forms.text("body").strip()
    if not 1 <= len(body) <= REPLY_MAX or not markdown.plain(markdown.render_post(body)):
        sentence = _("Write a reply of at most %(max)s characters.", max=REPLY_MAX)
        return _case_page(found, 422, {"body": sentence})
    resolve_too = request.form.get("resolve") == "1"
    actions.reply(
        found, by=current_user, body=body, form_key=forms.line("form_key") or None, resolve_too=resolve_too
    )
    drafts.drop(current_user.id, f"case:{case_id}")
    return pages.done(
        _("Your reply is in the thread. The customer is told by mail."), url_for(".case", case_id=case_id)
    )


@bp.post("/desk/cases/<int:case_id>/resolution")
@agents
def resolve(case_id: int) -> AnyResponse:
    """Done, as far as we are concerned; the customer is asked."""
    actions.resolve(queries.case(case_id, viewer()), by=current_user)
    return pages.done(_("Resolved. The customer is asked whether it solved it."), url_for(".desk"))


@bp.post("/questions/<int:question_id>/escalation")
@signed_in
def ask_person(question_id: int) -> AnyResponse:
    """ "Ask a person": into the queue now, with a note and the trail if she sends it."""
    rate_limits.spend(rate_limits.ASK, f"escalate {current_user.id}")
    question = threads.question(question_id, viewer=viewer())
    ensure(policy.can_ask_person(viewer(), question))
    note_text = forms.text("note").strip()
    if len(note_text) > NOTE_MAX:
        raise Invalid(_("Write a note of at most %(max)s characters.", max=NOTE_MAX))
    because = "asked" if question.author_id == current_user.id else "agent"
    actions.escalate(question, because, by=current_user, note=note_text)
    if request.form.get("trail_shown") and question.author_id == current_user.id:
        actions.send_trail(question, by=current_user, line_ids=trail.ticked())
    url = url_for("threads.show", question_id=question.id, slug=question.slug)
    return pages.done(_("A person will look at it. You will be told by mail."), url)


@bp.get("/my/cases")
@signed_in
def my_cases() -> AnyResponse:
    """Where my cases stand."""
    page = queries.my_cases(viewer(), pagination.number(request.args.get("page")))
    return pages.answer("support/my_cases.html", page=page)


@bp.post("/my/cases/<int:case_id>/verdict")
@signed_in
def judge(case_id: int) -> AnyResponse:
    """It solved it, or I am still stuck."""
    solved = request.form.get("solved")
    if solved not in ("yes", "no"):
        raise Invalid(_("Say whether it solved it."))
    actions.judge(queries.case(case_id, viewer()), by=current_user, solved=solved == "yes")
    thanks = _("Thank you. We are glad that it works.") if solved == "yes" else _("We are on it again.")
    return pages.done(thanks, forms.local_path(request.form.get("next")) or url_for(".my_cases"))


@bp.post("/my/trail")
@signed_in
def consent() -> AnyResponse:
    """Agree that my searches are kept for 24 hours, or end it (what is kept goes at once)."""
    agreed = request.form.get("agreed") == "1"
    actions.consent_to_trail(current_user._get_current_object(), agreed)
    db.session.flush()
    said = _("Your searches are kept for 24 hours from now on.") if agreed else _("Nothing is kept any more.")
    return pages.done(said, forms.local_path(request.form.get("next")) or url_for("privacy.my_data"))
