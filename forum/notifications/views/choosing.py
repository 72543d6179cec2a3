"""The table in which members choose what they are told, where and when; and their clock."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.accounts.models import Person
from forum.core import pages, rate_limits
from forum.core.access import signed_in
from forum.core.db import db
from forum.core.errors import NotFound
from forum.notifications import actions, forms, kinds, mailing, queries, times
from forum.notifications.views.blueprint import bp, me


@bp.get("/my/notices/choices")
@signed_in
def choices() -> AnyResponse:
    """What I am told, where and when."""
    return show_table(me().id, None)


@bp.post("/my/notices/choices")
@signed_in
def choose() -> AnyResponse:
    """Choose."""
    rate_limits.spend(rate_limits.WRITE, f"mail {me().id}")
    return take_table(me().id, None)


@bp.get("/my/mail")
@signed_in
def mail_choices() -> AnyResponse:
    """Where the choices about mail were before they stood in the table."""
    return redirect(url_for(".choices"), 301)


@bp.post("/my/mail")
@signed_in
def choose_mail() -> AnyResponse:
    """All notices by mail, or none; or no old mail opens anything any more."""
    rate_limits.spend(rate_limits.WRITE, f"mail {me().id}")
    deed = request.form.get("do")
    if deed == "revoke":
        mailing.revoke(me().id)
        return pages.done(_("The addresses in older mails open nothing any more."), url_for(".choices"))
    if deed == "none":
        mailing.end(me().id, mailing.ALL)
        return pages.done(_("You get no more notices by mail."), url_for(".choices"))
    mailing.resume_all(me().id)
    return pages.done(_("You get notices by mail again."), url_for(".choices"))


def show_table(
    person_id: int,
    secret: str | None,
    sent: forms.ChoicesForm | None = None,
    errors: dict[str, str] | None = None,
) -> AnyResponse:
    """The page; `secret` where an address of a mail opened it, not a session."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound()
    off = mailing.off(person_id)
    return pages.answer(
        "notifications/choices.html",
        status=422 if errors else 200,
        form=sent
        or forms.of(
            queries.chosen(person_id), queries.clock_of(person_id), person.is_staff, mailing.ALL in off
        ),
        rows=kinds.rows(person.is_staff),
        cadences=forms.cadence_names(),
        zones=[(zone, zone.replace("_", " ")) for zone in times.zones()],
        hours=forms.hours(),
        site_zone=times.site_zone(),
        days=forms.days(),
        errors=errors or {},
        off=[thing for thing in off if thing != mailing.ALL],
        bounced=queries.bounced(person_id),
        secret=secret,
        to=url_for(".choose_by_mail", secret=secret) if secret else url_for(".choose"),
    )


def take_table(person_id: int, secret: str | None) -> AnyResponse:
    """What was sent is in force, or the page again with what is wrong."""
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound()
    sent = forms.read(person.is_staff)
    errors = sent.errors()
    if errors:
        return show_table(person_id, secret, sent, errors)
    actions.choose(person_id, sent.rows, person.is_staff)
    actions.change_times(person_id, sent.clock())
    (mailing.end if sent.no_mail else mailing.resume)(person_id, mailing.ALL)
    return pages.done(
        _("Saved."), url_for(".choices_by_mail", secret=secret) if secret else url_for(".choices")
    )
