"""The mail desk: what came in and needs a person's look, and what does not go out."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import audit, jobs, pages, pagination, panels, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.i18n import current_language
from forum.core.roles import is_staff
from forum.support.inbound import actions, forms, policy, queries, reading
from forum.support.inbound.forms import AskForm
from forum.support.inbound.jobs import read_kept
from forum.support.inbound.models import InboundMail
from forum.support.inbound.words import REASON_NAMES, STATE_NAMES
from forum.support.models import Case
from forum.support.views import bp
from forum.topics import queries as topics


@bp.get("/desk/mail")
@agents
def mail() -> Response:
    """Mails that came in, those that wait for a decision first."""
    asked = request.args.get("state", "review")
    state = asked if asked in STATE_NAMES else "review"
    return pages.answer(
        "support/inbound/list.html",
        page=queries.mails(viewer(), state, pagination.number(request.args.get("page"))),
        state=state,
        counts=queries.counts(viewer()),
        state_names=STATE_NAMES,
        reasons=REASON_NAMES,
    )


@bp.get("/desk/mail/<int:mail_id>")
@agents
def one_mail(mail_id: int) -> Response:
    """One mail, and what to make of it."""
    return _page(queries.mail(mail_id, viewer()))


@bp.post("/desk/mail/<int:mail_id>/reply")
@agents
def post_mail(mail_id: int) -> Response:
    """It is what it says: post it as the reply that it is."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"mail {me.id}")
    found = queries.mail(mail_id, me)
    ensure(policy.can_post(me, found))
    actions.post(found, _read(found), by=me)
    return pages.done(_("Posted as the reply that it is."), url_for(".mail"))


@bp.post("/desk/mail/<int:mail_id>/question")
@agents
def ask_by_mail(mail_id: int) -> Response:
    """Make it a question and a case."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"mail {me.id}")
    found = queries.mail(mail_id, me)
    sent = forms.read()
    topic = next((each for each in topics.all() if each.slug == sent.topic), None)
    try:
        question = actions.ask(
            found, me, sent.email, topic, current_language(), sent.title, sent.body, bool(sent.keep_private)
        )
    except Invalid as error:
        return _page(found, sent, forms.said(error), 422)
    return pages.done(_("It is a question and a case now. The customer is told by mail."), question.path)


@bp.post("/desk/mail/discarding")
@agents
def discard_mail() -> Response:
    """Nothing comes of these."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"mail {me.id}")
    numbers = request.form.getlist("mail", type=int)[: pagination.PER_PAGE]
    if not numbers:
        raise Invalid(_("Choose at least one mail."))
    for number in numbers:
        actions.discard(queries.mail(number, me), by=me)
    return pages.done(_("Discarded. The sender is not told."), url_for(".mail"))


@bp.get("/desk/mail/outgoing")
@agents
def outgoing_mail() -> Response:
    """Mails of ours that wait, were given up, or come back."""
    return pages.answer(
        "support/inbound/outgoing.html",
        outgoing=queries.outgoing(viewer()),
        bounced=queries.bounced(viewer()),
    )


@bp.post("/desk/mail/outgoing/<int:job_id>/again")
@moderators
def send_again(job_id: int) -> Response:
    """Try a mail once more that was given up."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"mail {me.id}")
    if job_id not in [each.id for each in queries.outgoing(me)]:
        raise NotFound()
    jobs.take_up_again(job_id)
    audit.record(me, "sent mail again", f"job:{job_id}")
    return pages.done(_("It is tried again now."), url_for(".outgoing_mail"))


@panels.fills("case_side")
def unreachable(case: Case, **_values: Any) -> str:
    """Beside a case: mail does not reach this customer, so nobody should wait for her."""
    me = viewer()
    said = queries.bounce_of(case.customer_id, me) if is_staff(me) else ""
    return render_template("support/inbound/_bounce.html", said=said) if said else ""


def _read(found: InboundMail) -> reading.Read:
    mail = read_kept(found.id)
    if mail is None:
        raise Invalid(_("This mail could not be read."))
    return mail


def _page(
    found: InboundMail, form: AskForm | None = None, errors: dict[str, str] | None = None, status: int = 200
) -> Response:
    me = viewer()
    return pages.answer(
        "support/inbound/one.html",
        status=status,
        mail=found,
        who=queries.person_of(found, me),
        question=queries.question_of(found, me),
        form=form or AskForm(found.from_address, "", found.subject[: actions.TITLE_CHARS], found.text),
        errors=errors or {},
        policy=policy,
        topics=topics.all(),
        state_names=STATE_NAMES,
        reasons=REASON_NAMES,
    )
