"""The reply form of a case: one form with everything beside it, so that nothing typed is lost by using what helps.

Each button says in `do` what it is for: "public" and "private" send; "look" searches, "link:article:12", "text:..." and
"macro:7" put something into the text, "flag:..." flags, "article" begins a missing one. All but sending keep the draft.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response as FlaskResponse
from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from forum.accounts.models import Person
from forum.attachments import received
from forum.core import drafts, pages, rate_limits, targets
from forum.core.access import agents, viewer
from forum.core.db import db
from forum.core.errors import AskwellError, Invalid, NotAllowed
from forum.core.forms import FIELD, line, text
from forum.core.text import clean
from forum.flags import actions as flags
from forum.knowledge import actions as articles
from forum.support import policy as support
from forum.support import queries as cases
from forum.support.answering import actions, composing, policy, queries
from forum.support.guides import queries as guides
from forum.support.macros import queries as macros
from forum.support.models import Case
from forum.support.private import redaction
from forum.support.views import bp
from forum.support.views import cases as pages_of_cases
from forum.threads import queries as threads
from forum.threads.models import Question
from forum.topics import queries as topics

received.takes_files("support.reply")


@bp.post("/desk/cases/<int:case_id>/replies")
@agents
def reply(case_id: int) -> Response:
    """Send what was written, or do what the pressed button says and come back with it."""
    do, _colon, what = line("do").partition(":")
    if do not in ("", *policy.AUDIENCES):
        return _beside(case_id, do, what)
    me: Any = viewer()
    rate_limits.spend(rate_limits.ANSWER, me.id)
    case = cases.to_change(case_id, me)
    try:
        return _send(case, me, do)
    except StaleDataError:  # a colleague changed the case in this very moment
        return _kept(case_id, 409, overtaken=True)
    except NotAllowed:
        if support.can_work(me) and case.closed_at is not None:
            return _kept(
                case_id,
                409,
                {"body": _("The case was closed meanwhile. Your text is kept: open it again to send it.")},
            )
        raise


def _send(case: Case, me: Person, do: str) -> Response:
    audience, body = line("audience"), text("body").strip()
    errors: dict[str, str] = {}
    if audience not in policy.AUDIENCES or (do and do != audience):
        errors["audience"] = _(
            "Nothing was sent: the choice and the button say different things. Who reads your reply?"
        )
    private = audience == policy.PRIVATE
    bare = actions.empty(body) and not (private and _brings_files())
    if len(body) > policy.REPLY_MAX_CHARS or bare:
        errors["body"] = _("Write a reply of at most %(max)s characters.", max=policy.REPLY_MAX_CHARS)
    if errors:
        return pages_of_cases.case_page(case, 422, errors)
    if "seen" in request.form and pages_of_cases.overtaken(case, line("seen")):
        return _kept(case.id, 409, overtaken=True)
    question = threads.question(case.question_id, me)
    if audience == policy.PUBLIC:
        warned = _only_private(question, body, me)
        if not set(warned) <= set(request.form.get("sure", "").split("\n")):
            return pages_of_cases.case_page(
                case, 422, {"sure": _("Some of it stands only in the private part.")}, warned=warned
            )
    sent = request.form
    chosen = macros.named(composing.chosen(sent), me)
    try:
        actions.reply(
            case,
            me,
            body,
            audience,
            form_key=line("form_key") or None,
            resolve_too=sent.get("resolve") == "1",
            macros=chosen,
            effects=[macro.id for macro in chosen if sent.get(f"effect-{macro.id}") == "1"],
            files=received.take(me, f"private:{question.id}") if private else (),
            needs=private and sent.get("needs") == "1",
        )
    except Invalid as error:
        found = {"body" if name == "private" else name: _(said) for name, said in error.errors.items()}
        return pages_of_cases.case_page(case, 422, found or {"body": _(error.message)})
    drafts.drop(me.id, composing.place(case.id))
    db.session.flush()
    if private:
        said = _("Your private reply is sent. Only the customer and our team can read it.")
    else:
        said = _("Your reply is in the thread. The customer is told by mail.")
    return pages.done(said, url_for(".case", case_id=case.id))


def _beside(case_id: int, do: str, what: str) -> Response:
    """What helps with a reply. The text, the choice and everything else of the form are kept first."""
    me: Any = viewer()
    rate_limits.spend(rate_limits.WRITE, f"beside {me.id}")
    case = cases.case(case_id, me)
    question = threads.question(case.question_id, me)
    if do == "look" and pages.wants_block():
        return _fits(case, question)
    kept = {k: clean(v) for k, v in request.form.items() if k not in (FIELD, "form_key", "do", "sure")}
    try:
        if do in ("link", "text"):
            _insert_document(kept, question, do, what)
        elif do == "macro":
            _insert_macro(kept, case, question, what)
        elif do == "walk":
            walk = guides.walk(int(what) if what.isdecimal() and len(what) < 10 else 0, me)
            if walk.case_id == case.id and walk.result:
                kept["body"] = _below(kept.get("body", ""), walk.result)
        elif do == "flag":
            _flag(kept, case, what, me)
        elif do == "article":
            drafts.save(me.id, composing.place(case_id), kept)
            return _missing(case, question, me, kept)
    except Invalid as error:
        return _kept(case_id, 422, {name: _(said) for name, said in error.errors.items()})
    drafts.save(me.id, composing.place(case_id), kept)
    if do == "flag":
        return pages.done(_("Flagged. It ranks lower from now on, and moderators see it."), _form(case_id))
    return redirect(_form(case_id), 303)


def _insert_document(kept: dict[str, str], question: Question, how: str, document: str) -> None:
    private = queries.whispered(question.id, viewer())
    fit = queries.fit_of(document, question, private, composing.words_of(kept))
    piece = (fit.link if how == "link" else fit.text) if fit is not None else ""
    if piece:
        kept["body"] = _below(kept.get("body", ""), piece)


def _insert_macro(kept: dict[str, str], case: Case, question: Question, raw: str) -> None:
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else 0
    for macro in macros.named([number], viewer()):
        customer = db.session.get_one(Person, case.customer_id).name
        kept["body"] = _below(kept.get("body", ""), composing.said_by(macro, case, question.title, customer))
        if number not in composing.chosen(kept):
            kept["used"] = f"{kept.get('used', '')} {number}".strip()
            kept[f"effect-{number}"] = "1"


def _below(body: str, piece: str) -> str:
    return f"{body.rstrip()}\n\n{piece}\n" if body.strip() else f"{piece}\n"


def _flag(kept: dict[str, str], case: Case, what: str, me: Person) -> None:
    """ "Used it, it was wrong": the case is what showed it."""
    reason = kept.get(f"reason-{what}") or "inaccurate"
    note = kept.get(f"note-{what}", "").strip()
    try:
        flags.flag(targets.parse(what), me, reason, note, "", f"case:{case.id}")
    except Invalid as error:
        said = next(iter(error.errors.values()), error.message)
        raise Invalid(error.message, {f"note-{what}": said}) from None
    for name in (f"note-{what}", f"reason-{what}"):
        kept.pop(name, None)


def _missing(case: Case, question: Question, me: Person, kept: dict[str, str]) -> Response:
    """A missing article: of the solution, else of what the reply says to everybody, else an empty one with the title."""
    back = _form(case.id)
    body = kept.get("body", "").strip()
    topic = topics.by_id()[question.topic_id]
    if question.solved and question.public:
        article = articles.draft_from_question(question, me)
    elif body and kept.get("audience") == policy.PUBLIC and question.public:
        ways = [question.title]
        article = articles.write(
            me, topic, question.lang, question.title, "", body, ways, form_key=f"case-{case.id}"
        )
    else:
        asked = {
            "title": question.title if question.public else "",
            "lang": question.lang,
            "topic": topic.slug,
        }
        return redirect(f"{url_for('knowledge.write')}?{urlencode({**asked, 'next': back})}", 303)
    db.session.flush()
    edit = url_for("knowledge.edit", article_id=article.id, slug=article.slug, next=back)
    return pages.done(_("A draft with your words. Better it, then come back to the case."), edit)


def _only_private(question: Question, body: str, me: Person) -> tuple[str, ...]:
    """Addresses and numbers of a text for everybody that stand in the private part, and nowhere that everybody reads."""
    secret = [each.body for each in queries.whispered(question.id, me)]
    customer = db.session.get(Person, question.author_id)
    mail = [customer.email] if customer is not None and customer.email else []
    found = [f for f in redaction.find(body, secret, mail, [], question.lang) if f.kind != "name"]
    if not found:
        return ()
    public = [question.title, question.body, *queries.public_answers(question.id)]
    pieces = dict.fromkeys(" ".join(body[f.start : f.end].split()) for f in found)
    return tuple(p for p in pieces if not redaction.find(p, public, [], [], question.lang))


def _brings_files() -> bool:
    return bool(request.form.getlist(received.BROUGHT)) or any(
        f.filename for f in request.files.getlist(received.FILES)
    )


def _fits(case: Case, question: Question) -> Response:
    """What fits, alone: for a browser with script."""
    reading = threads.read(question.id, viewer(), to_work=True)
    customer = db.session.get_one(Person, case.customer_id).name
    found = composing.composer(case, reading, customer)
    page = render_template(
        "support/answering/_fits.html", case=case, question=question, composer=found, errors={}
    )
    answer: FlaskResponse = make_response(page)
    answer.vary.add("HX-Request")
    return answer


def _kept(case_id: int, status: int, errors: dict[str, str] | None = None, **more: Any) -> Response:
    """The case as it is now, with everything that was typed; kept as a draft too, for whoever closes the page."""
    db.session.rollback()
    me: Any = viewer()
    sent = {k: clean(v) for k, v in request.form.items() if k not in (FIELD, "form_key", "do", "sure")}
    try:
        drafts.save(me.id, composing.place(case_id), sent)
        db.session.commit()
    except AskwellError:  # too long to be kept; it still stands in the form
        db.session.rollback()
    return pages_of_cases.case_page(cases.case(case_id, me), status, errors, **more)


def _form(case_id: int) -> str:
    return url_for(".case", case_id=case_id) + "#reply"
