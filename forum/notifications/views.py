"""The inbox."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, pagination, rate_limits
from forum.core.access import public, signed_address, signed_in, viewer
from forum.core.db import db
from forum.notifications import actions, kinds, mailing, queries

bp = Blueprint("notifications", __name__)


@bp.get("/my/notices")
@signed_in
def inbox() -> AnyResponse:
    """What I was told."""
    found = queries.inbox(viewer(), pagination.number(request.args.get("page")))
    told = found.map(lambda notices: [(n, kinds.sentence(n.kind, n.values)) for n in notices])
    return pages.answer("notifications/inbox.html", page=told)


@bp.post("/my/notices/reading")
@signed_in
def read_all() -> AnyResponse:
    """I have seen them."""
    actions.read_all(by=viewer())
    return pages.done(_("All notices are marked as read."), url_for(".inbox"))


@bp.get("/my/mail")
@signed_in
def mail_choices() -> AnyResponse:
    """Which mails I get."""
    me = viewer()
    assert me.id is not None
    return pages.answer(
        "notifications/mail_choices.html", off=mailing.off(me.id), all_off=mailing.ALL in mailing.off(me.id)
    )


@bp.post("/my/mail")
@signed_in
def choose_mail() -> AnyResponse:
    """All notices by mail, or none; or no old mail opens anything any more."""
    me = viewer()
    assert me.id is not None
    rate_limits.spend(rate_limits.WRITE, f"mail {me.id}")
    deed = request.form.get("do")
    if deed == "revoke":
        mailing.revoke(me.id)
        return pages.done(_("The addresses in older mails open nothing any more."), url_for(".mail_choices"))
    if deed == "none":
        mailing.end(me.id, mailing.ALL)
        return pages.done(_("You get no more notices by mail."), url_for(".mail_choices"))
    mailing.resume_all(me.id)
    return pages.done(_("You get notices by mail again."), url_for(".mail_choices"))


@bp.get("/mail/ending/<secret>")
@public
def mail_ending(secret: str) -> AnyResponse:
    """No more mails? Opening it changes nothing: mail scanners open links."""
    return _ending_page(secret)


@bp.post("/mail/ending/<secret>")
@public
@signed_address
def end_mail(secret: str) -> AnyResponse:
    """End it, all of it, or take that back. A mail program's own button presses this too (RFC 8058)."""
    found = mailing.ending(secret)
    rate_limits.spend(
        rate_limits.WRITE, f"mail {found.person_id}"
    )  # not by address: big providers press from a few
    if request.form.get("again"):
        mailing.resume(found.person_id, found.thing)
    else:
        mailing.end(found.person_id, mailing.ALL if request.form.get("all") else found.thing)
    db.session.flush()
    return _ending_page(secret)


def _ending_page(secret: str) -> AnyResponse:
    found = mailing.ending(secret)
    return pages.answer(
        "notifications/mail_ending.html",
        secret=secret,
        ended=found.thing in found.off or mailing.ALL in found.off,
        all_ended=mailing.ALL in found.off,
        of_one=found.thing != mailing.ALL,
    )


def unread_for_every_page() -> dict[str, Any]:
    """`unread_notices()` for the header; asked once a page, never for guests."""

    def unread_notices() -> int:
        if not current_user.is_authenticated:
            return 0
        if "unread_notices" not in g:
            g.unread_notices = queries.unread(viewer())
        return int(g.unread_notices)

    return {"unread_notices": unread_notices}
