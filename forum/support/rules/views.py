"""The page of rules: read by the desk, made by leads."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from werkzeug.wrappers import Response as AnyResponse

from forum.core import forms as fields
from forum.core import pages, rate_limits
from forum.core.access import agents, moderators, viewer
from forum.core.errors import Invalid
from forum.support import words
from forum.support.models import PRIORITIES
from forum.support.rules import actions, forms, policy, queries
from forum.support.rules.models import CaseRule
from forum.support.views import bp
from forum.topics import queries as topics

WHEN_NAMES = {
    "opened": lazy_gettext("a case opens"),
    "wrote": lazy_gettext("the customer writes again"),
    "due": lazy_gettext("an answer is due within so many hours"),
}


@bp.get("/desk/rules")
@agents
def rules_list() -> AnyResponse:
    """All rules, in words."""
    return _page(None, {})


@bp.post("/desk/rules")
@moderators
def rules_make() -> AnyResponse:
    """Try a new rule out, or keep it (it is off until somebody turns it on)."""
    rate_limits.spend(rate_limits.WRITE, f"rule {current_user.id}")
    return _take(None)


@bp.get("/desk/rules/<int:rule_id>")
@moderators
def rules_edit(rule_id: int) -> AnyResponse:
    """One rule in its form."""
    rule = queries.rule(rule_id, viewer())
    return _page(rule, forms.shown(rule))


@bp.post("/desk/rules/<int:rule_id>")
@moderators
def rules_change(rule_id: int) -> AnyResponse:
    """Try the changed rule out, or keep it."""
    rate_limits.spend(rate_limits.WRITE, f"rule {current_user.id}")
    return _take(queries.rule(rule_id, viewer()))


@bp.post("/desk/rules/<int:rule_id>/order")
@moderators
def rules_order(rule_id: int) -> AnyResponse:
    """Up, down, on, off, away."""
    rule = queries.rule(rule_id, viewer())
    do = fields.line("do")
    if do in ("up", "down"):
        actions.move(rule, up=do == "up", by=current_user)
    elif do in ("on", "off"):
        actions.turn(rule, on=do == "on", by=current_user)
    elif do == "remove":
        actions.remove(rule, by=current_user)
    else:
        raise Invalid(_("Choose one of these."))
    return pages.done(_("Saved."), url_for(".rules_list"))


def _take(rule: CaseRule | None) -> AnyResponse:
    try:
        wanted = forms.read()
    except Invalid as error:
        return _page(rule, forms.sent(), 422, errors=error.errors)
    if forms.wants_trial():
        trial = queries.try_out(wanted["when"], wanted["hours"], wanted["conditions"])
        return _page(rule, forms.sent(), trial=trial)
    saved = actions.save(rule, wanted, by=current_user)
    return pages.done(_("Saved."), url_for(".rules_list") + f"#rule-{saved.id}")


def _page(rule: CaseRule | None, sent: dict[str, str], status: int = 200, **more: Any) -> AnyResponse:
    return pages.answer(
        "support/rules/list.html",
        status=status,
        rules=queries.rules(viewer()),
        rule=rule,
        form=sent,
        may_rule=policy.can_rule(viewer()),
        topics=topics.all(),
        topics_by_id=topics.by_id(),
        staff=topics.staff(),
        people=dict(topics.staff()),
        words=words,
        when_names=WHEN_NAMES,
        priorities={number: name for name, number in PRIORITIES.items()},
        by_turn=actions.BY_TURN,
        **({"errors": {}, "trial": None} | more),
    )
