"""One deed on many cases; each answers for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import forms, pages, rate_limits
from forum.core.access import agents, viewer
from forum.core.db import db
from forum.core.errors import AskwellError, Conflict, Invalid
from forum.support import actions, policy, queries
from forum.support.models import PRIORITIES, Case
from forum.support.queries import Wanted
from forum.support.views import bp
from forum.support.views.arranging import change_state, colleague, held

MANY_MAX = 100  # cases in one form: a page holds fewer


@bp.post("/desk/many")
@agents
def desk_many() -> AnyResponse:
    """Do one thing to the chosen cases, and say which could not take it, and why."""
    rate_limits.spend(rate_limits.WRITE, f"many {current_user.id}")
    chosen = request.form.getlist("case", type=int)[:MANY_MAX]
    if not chosen:
        raise Invalid(_("Choose at least one case."))
    found = queries.some_to_change(chosen, viewer())
    deed = forms.line("do")
    failed: list[tuple[int, str]] = [
        (number, _("There is nothing here, or it is not for you to see."))
        for number in sorted(set(chosen) - {case.id for case in found})
    ]
    if deed == "merge":
        done = _merge(found, failed)
    else:
        done = _each(found, _deed(deed), failed)
    back = url_for(".desk", **Wanted.of(request.form).values())
    said = _("Done with %(count)s.", count=done)
    if not failed:
        return pages.done(said, back)
    return pages.answer("support/many.html", done=done, failed=failed, back=back, status=200)


def _each(found: list[Case], do: Callable[[Case], Any], failed: list[tuple[int, str]]) -> int:
    done = 0
    for case in found:
        try:
            with db.session.begin_nested():
                do(case)
        except AskwellError as error:
            failed.append((case.id, _said(error)))
        else:
            done += 1
    return done


def _merge(found: list[Case], failed: list[tuple[int, str]]) -> int:
    into = min(found, key=lambda case: (case.closed_at is not None, case.opened_at, case.id), default=None)
    if into is None or len(found) < 2:
        raise Invalid(_("Choose at least two cases."))
    fitting = [case for case in found if policy.can_merge(viewer(), case, into)]
    sentence = _("Only open cases of one customer can be merged.")
    failed += [(case.id, sentence) for case in found if case is not into and case not in fitting]
    if not fitting:
        failed.append((into.id, sentence))
        return 0
    actions.merge(fitting, into, by=current_user)  # all at once: the customer is told once
    return len(fitting) + 1


def _deed(name: str) -> Callable[[Case], Any]:
    if name == "assign":
        to = colleague(forms.line("to"))
        return lambda case: _assign(case, to)
    if name == "priority":
        priority = PRIORITIES.get(forms.line("priority"))
        if priority is None:
            raise Invalid(_("Choose one of these."))
        return lambda case: actions.prioritise(case, priority, by=current_user)
    if name == "tag":
        tags = forms.line("tags")
        if not actions.words_of_tags(tags):
            raise Invalid(_("Write at least one tag."))
        return lambda case: actions.tag(case, tags, by=current_user)
    if name == "state":
        state, because = forms.line("state"), forms.line("because")
        return lambda case: change_state(case, state, because)
    raise Invalid(_("Choose one of these."))


def _assign(case: Case, to: Any) -> None:
    try:
        actions.assign(case, to, by=current_user)
    except Conflict:
        raise held(case) from None


def _said(error: AskwellError) -> str:
    if error.message:
        return str(_(error.message))
    return str(_("You may not do this.") if error.status == 403 else _("Somebody changed this meanwhile."))
