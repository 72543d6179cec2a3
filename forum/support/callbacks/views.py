"""Offering times, the agents' day list, booking a call; and the boxes beside a case and a question."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import clock, events, pages, panels, rate_limits
from forum.core import personal_data as register
from forum.core.access import agents, signed_in, viewer
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.forms import line, text
from forum.hours import queries as hours
from forum.notifications.times import zones as zone_names
from forum.support import policy as case_policy
from forum.support import queries as cases
from forum.support.callbacks import actions, forms, notices, personal_data, policy, queries, words
from forum.support.models import Case
from forum.support.views import bp
from forum.threads import queries as threads
from forum.threads.models import Question
from forum.topics import queries as topics

DAYS = 14  # of the day list
PAST_DAYS = 7


def set_up() -> None:
    """Register what this part adds to the site."""
    register.register(*personal_data.ENTRIES)
    notices.register()


@events.on("case.state")
def _closed(case_id: int, after: str, **_values: Any) -> None:
    if after == "closed":
        actions.case_closed(case_id)


# For agents ---------------------------------------------------------------------------------------------------------


@bp.get("/desk/calls")
@agents
def calls() -> Response:
    """The days ahead (or just past): calls to make, times that are still free, and the form that offers more."""
    return _day_list(forms.offer(_my_zone()))


@bp.post("/desk/calls")
@agents
def offer_calls() -> Response:
    """Offer times."""
    me = _me()
    offer = forms.offer(_my_zone())
    day, start, end, minutes, weeks = offer.values
    if offer.errors:
        return _day_list(offer, 422)
    chosen = [topic.id for topic in topics.all() if str(topic.id) in offer.topics]
    try:
        added = actions.offer(me, day, start, end, minutes, offer.zone, chosen, weeks)
    except Invalid as error:
        offer.errors = {name: _(sentence) for name, sentence in error.errors.items()}
        return _day_list(offer, 422)
    actions.choose_zone(offer.zone, me)
    if not added:
        offer.errors["start"] = _("No time was added: these are past, or you offer them already.")
        return _day_list(offer, 422)
    return pages.done(_("Customers can book these times now."), url_for(".calls"))


@bp.post("/desk/calls/slots/<int:slot_id>/withdrawal")
@agents
def withdraw_call_slot(slot_id: int) -> Response:
    """Take a free time back."""
    actions.withdraw(slot_id, _me())
    return pages.done(_("Taken back."), url_for(".calls"))


@bp.post("/desk/calls/<int:call_id>/cancellation")
@agents
def cancel_call_by_staff(call_id: int) -> Response:
    """We can't make it; the customer is told and may choose another time."""
    call, _slot = queries.call(call_id, viewer())
    actions.cancel(call, _me())
    return pages.done(_("The call is cancelled. The customer is told."), url_for(".calls"))


@bp.post("/desk/calls/<int:call_id>/outcome")
@agents
def call_outcome(call_id: int) -> Response:
    """Reached, or not."""
    call, _slot = queries.call(call_id, viewer())
    actions.say_outcome(call, line("outcome"), _me())
    return pages.done(_("Noted."), url_for(".case", case_id=call.case_id))


def _day_list(offer: forms.Offer, status: int = 200) -> Response:
    me, zone = viewer(), forms.zone_of(queries.zone_of(viewer().id), _site_zone())
    past, everybody = request.args.get("view") == "past", request.args.get("who") == "all"
    today = clock.now().astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    since, until = (
        (today - timedelta(days=PAST_DAYS), today) if past else (today, today + timedelta(days=DAYS))
    )
    rows = queries.day_list(me, since, until, everybody)
    return pages.answer(
        "support/callbacks/day_list.html",
        status=status,
        days=_by_day(rows, zone),
        zone=zone,
        zones=zone_names(),
        offer=offer,
        past=past,
        everybody=everybody,
        topics=topics.all(),
        lengths=policy.MINUTES,
        weeks_max=policy.WEEKS_MAX,
        days_shown=DAYS,
        may_withdraw=policy.can_withdraw,
        words=words,
        today=today.date().isoformat(),
    )


# For customers ------------------------------------------------------------------------------------------------------


@bp.get("/my/cases/<int:case_id>/call")
@signed_in
def call_me(case_id: int) -> Response:
    """Choose a time to be called back; or see, move and cancel the call."""
    return _choose(_my_case(case_id))


@bp.post("/my/cases/<int:case_id>/call")
@signed_in
def book_call(case_id: int) -> Response:
    """Book the chosen time, or move the call there."""
    me, case = _me(), _my_case(case_id)
    slot = request.form.get("slot", type=int)
    if slot is None:
        return _choose(case, 422, {"slot": _("Choose a time.")})
    phone, note = line("phone"), text("note").strip()
    if request.form.get("zone"):
        actions.choose_zone(line("zone"), me)
    call = queries.coming(case.id)
    try:
        if call is None:
            actions.book(case, slot, me, phone, note)
        else:
            actions.move(call, slot, me, phone, note)
    except Invalid as error:
        return _choose(case, 422, {name: _(sentence) for name, sentence in error.errors.items()})
    except Conflict as error:
        return _choose(case, 409, {"slot": _(error.message)})
    return pages.done(
        _("Booked. You get an invitation for your calendar by mail."), url_for(".call_me", case_id=case_id)
    )


@bp.post("/my/cases/<int:case_id>/call/cancellation")
@signed_in
def cancel_call(case_id: int) -> Response:
    """She needs no call."""
    me, case = _me(), _my_case(case_id)
    call = queries.coming(case.id)
    if call is not None:
        actions.cancel(call, me)
    return pages.done(_("The call is cancelled."), url_for(".call_me", case_id=case_id))


def _my_case(case_id: int) -> Case:
    found = cases.case(case_id, viewer())
    ensure(found.customer_id == viewer().id)
    return found


def _choose(case: Case, status: int = 200, errors: dict[str, str] | None = None) -> Response:
    me = viewer()
    question = threads.question(case.question_id, me)
    booked = queries.booked(case.id, me)
    coming = booked is not None and not booked.outcome and not booked.over
    zone = forms.zone_of(queries.zone_of(me.id), _site_zone())
    may_book = policy.can_book(me, case) and not (booked and coming and booked.begun)
    free = queries.free_slots(question.topic_id, case.claimed_by_id) if may_book else []
    call = queries.coming(case.id) if coming else None
    return pages.answer(
        "support/callbacks/choose.html",
        status=status,
        case=case,
        question=question,
        booked=booked if coming else None,
        days=_by_day(free, zone),
        zone=zone,
        zones=zone_names(),
        errors=errors or {},
        phone=request.form.get("phone", call.phone if call else ""),  # her own
        note=request.form.get("note", call.note if call else ""),
        words=words,
        may_book=may_book,
        closed=case.closed_at is not None,
    )


# Boxes --------------------------------------------------------------------------------------------------------------


@panels.fills("case_side")
def beside_the_case(case: Case, **_values: Any) -> str | None:
    """The booked call with the number, for staff; nothing where there is none."""
    me = viewer()
    if not case_policy.can_work(me):
        return None
    booked = queries.booked(case.id, me)
    if booked is None:
        return None
    return render_template(
        "support/callbacks/_box.html", call=booked, zone=_my_zone(), words=words, staff=True
    )


@panels.fills("question")
def on_the_question(question: Question, **_values: Any) -> str | None:
    """For the customer of an open case: her call, or that she may book one."""
    me = viewer()
    if me.id is None or question.author_id != me.id or question.escalated_at is None:
        return None
    found = queries.of_question(question.id, me)
    if found is None:
        return None
    case_id, booked, offered, zone = found
    if booked is not None and booked.over:
        booked = None
    if booked is None and not offered:
        return None
    return render_template(
        "support/callbacks/_box.html",
        call=booked,
        zone=forms.zone_of(zone, _site_zone()),
        words=words,
        staff=False,
        case_id=case_id,
    )


def _me() -> Any:
    rate_limits.spend(rate_limits.WRITE, f"call {viewer().id}")
    return viewer()


def _site_zone() -> str:
    return hours.calendar().zone


def _my_zone() -> str:
    return forms.zone_of(queries.zone_of(viewer().id), _site_zone())


def _by_day(rows: Iterable[Any], zone: str) -> list[tuple[str, list[Any]]]:
    tz = ZoneInfo(zone)

    def day_of(row: Any) -> Any:
        starts: datetime = row.starts_at
        return starts.astimezone(tz).date()

    return [(words.day(day), list(group)) for day, group in groupby(rows, day_of)]
