"""The pages and addresses of comments."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import clock, drafts, pages, pagination, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.forms import line, suspicion, text
from forum.core.i18n import current_language
from forum.core.rate_limits import Limit
from forum.threads import queries as posts
from forum.threads.actions.editing import EditConflict
from forum.threads.comments import actions, policy, queries
from forum.threads.comments.models import Comment
from forum.threads.models import Answer, Question
from forum.threads.views import reading
from forum.threads.views.blueprint import bp
from forum.threads.views.received import in_words, me

COMMENT = Limit("comment", 60, 3600, levels=((6, 600), (30, 3600)), address=180, domain=60)  # of one person


@bp.post("/questions/<int:question_id>/comments")
@signed_in
def post_comment(question_id: int) -> AnyResponse:
    """Comment on the question, or on the answer that `on` names."""
    body, on = text("body").strip(), line("on")
    rate_limits.spend_as(COMMENT, me(), form=line("form_key"))
    question = posts.question(question_id, viewer())
    answer = _answer(question, on)
    try:
        made = actions.comment(
            question, answer, by=me(), body=body, form_key=line("form_key") or None, form=suspicion()
        )
    except Invalid as error:
        number = posts.page_of_answer(answer, viewer()) if answer else 1
        found = posts.read(question_id, viewer(), number)
        return reading.page(found, refused=reading.Refused(on, body, in_words(error.errors)))
    drafts.drop(me().id, f"comment:{on}")
    if not made.public:
        return pages.done(_("Thank you. Our team looks at it before everybody can see it."), made.path)
    return pages.done(_("Your comment is posted."), made.path)


@bp.get("/questions/<int:question_id>/comments")
@public
def comments(question_id: int) -> AnyResponse:
    """All comments of one post, oldest first."""
    question = posts.question(question_id, viewer())
    answer = _answer(question, request.args.get("on", ""))
    found = queries.all_under(question, answer, viewer(), pagination.number(request.args.get("page")))
    return pages.answer(
        "threads/comments/all.html",
        question=question,
        answer=answer,
        found=found,
        me=viewer(),
        comment_policy=policy,
        now=clock.now(),
        other_lang=question.lang if question.lang != current_language() else None,
    )


@bp.get("/comments/<int:comment_id>")
@public
def comment(comment_id: int) -> AnyResponse:
    """A comment, where it stands now."""
    found = queries.comment(comment_id, viewer())
    question = posts.question(found.question_id, viewer())
    on_the_page, number = queries.place_of(found, viewer())
    if not on_the_page:
        page = number if number > 1 else None
        all_of_them = url_for(".comments", question_id=question.id, on=found.on, page=page)
        return redirect(f"{all_of_them}#comment-{found.id}")
    page = None
    if found.answer_id is not None:
        page = posts.page_of_answer(posts.answer(found.answer_id, viewer()), viewer())
    return redirect(f"{question.path}{f'?page={page}' if (page or 1) > 1 else ''}#comment-{found.id}")


@bp.get("/comments/<int:comment_id>/edit")
@signed_in
def edit_comment(comment_id: int) -> AnyResponse:
    """The form, filled with what is there."""
    found = _mine(comment_id)
    kept = drafts.find(me().id, f"edit:comment:{comment_id}")
    body, version = kept.get("body", found.body), kept.get("version", str(found.revision))
    return _form(found, body, version)


@bp.post("/comments/<int:comment_id>/edit")
@signed_in
def save_comment(comment_id: int) -> AnyResponse:
    """Save it."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    found, body = _mine(comment_id), text("body").strip()
    version = request.form.get("version", default=0, type=int)
    try:
        actions.edit(found, me(), version, body, because=line("because"))
    except Invalid as error:
        return _form(found, body, str(version), in_words(error.errors))
    except EditConflict as conflict:
        return _form(found, body, str(conflict.revision), theirs=conflict.theirs.body)
    drafts.drop(me().id, f"edit:comment:{comment_id}")
    return pages.done(_("Your changes are saved."), found.path)


@bp.post("/comments/<int:comment_id>/deletion")
@signed_in
def delete_comment(comment_id: int) -> AnyResponse:
    """Take it away."""
    rate_limits.spend_as(rate_limits.WRITE, me())
    found = queries.comment(comment_id, viewer())
    question = posts.question(found.question_id, viewer())
    actions.delete(found, by=me(), because=line("because"))
    return pages.done(_("It is deleted."), question.path)


def _mine(comment_id: int) -> Comment:
    found = queries.comment(comment_id, viewer())
    question = posts.question(found.question_id, viewer())
    ensure(
        policy.can_edit(viewer(), found, question, clock.now()), _("A comment can be changed for 15 minutes.")
    )
    return found


def _answer(question: Question, on: str) -> Answer | None:
    """The answer that "answer:12" names; None for the question itself. Raises `NotFound` for what is not of it."""
    if not on or on == question.document:
        return None
    kind, _colon, number = on.partition(":")
    if kind != "answer" or not (number.isascii() and number.isdigit()) or len(number) > 9:
        raise NotFound()
    return posts.answer_in(question, int(number), viewer())


def _form(
    found: Comment, body: str, version: str, errors: dict[str, str] | None = None, theirs: str | None = None
) -> AnyResponse:
    question = posts.question(found.question_id, viewer())
    return pages.answer(
        "threads/comments/edit.html",
        status=422 if errors else 409 if theirs is not None else 200,
        comment=found,
        question=question,
        body=body,
        version=version,
        errors=errors or {},
        theirs=theirs,
        chars_max=policy.CHARS_MAX,
    )
