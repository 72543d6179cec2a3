"""Addresses in mails: no signing in, each signed for one person and one thing."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import pages, rate_limits
from forum.core.access import public, signed_address
from forum.core.db import db
from forum.notifications import actions, kinds, mailing
from forum.notifications.actions.choosing import ended
from forum.notifications.views.blueprint import bp
from forum.notifications.views.choosing import show_table, take_table


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
        actions.resume(found.person_id, found.thing)
    else:
        actions.end(found.person_id, mailing.ALL if request.form.get("all") else found.thing)
    db.session.flush()
    return _ending_page(secret)


@bp.get("/mail/choices/<secret>")
@public
def choices_by_mail(secret: str) -> AnyResponse:
    """The table of notices of whoever got the mail."""
    return show_table(mailing.choosing(secret), secret)


@bp.post("/mail/choices/<secret>")
@public
def choose_by_mail(secret: str) -> AnyResponse:
    """Choose in it."""
    person_id = mailing.choosing(secret)
    rate_limits.spend(rate_limits.WRITE, f"mail {person_id}")
    return take_table(person_id, secret)


def _ending_page(secret: str) -> AnyResponse:
    found = mailing.ending(secret)
    kind, _sep, name = found.thing.partition(":")
    return pages.answer(
        "notifications/mail_ending.html",
        secret=secret,
        kind=kind,
        of=str(kinds.row_called(name).title) if kind == "row" else name,
        ended=ended(found.person_id, found.thing),
        all_ended=mailing.ALL in found.off,
        words=_words(kind, name),
    )


def _words(kind: str, name: str) -> tuple[str, str]:
    """Asking, and having ended it."""
    if kind == "question":
        return _("No more mails about this question?"), _("You get no more mails about this question.")
    if kind == "row":
        title = kinds.row_called(name).title
        return (
            _("No more mails of this kind: %(what)s?", what=title),
            _("You get no more mails of this kind: %(what)s.", what=title),
        )
    if kind == "digest":
        return _("No more digests by mail?"), _("You get no more digests by mail.")
    return _("No more notices by mail?"), _("You get no more notices by mail.")
