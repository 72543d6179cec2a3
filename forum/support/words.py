"""Sentences of the desk: notices, views, states, priorities, and what the log of a case says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, lazy_pgettext, pgettext

from forum.core.text import N_
from forum.notifications import kinds
from forum.support.models import PRIORITIES
from forum.support.queries import HistoryRow

VIEW_NAMES = {
    "open": lazy_gettext("All open"),
    "mine": lazy_gettext("Mine"),
    "unassigned": lazy_gettext("Nobody's yet"),
    "due": lazy_gettext("Due next"),
    "overdue": lazy_gettext("Overdue"),
    "waiting": lazy_gettext("Waiting for the customer"),
    "resolved": lazy_gettext("Resolved"),
    "closed": lazy_pgettext("case", "Closed"),
}
STATE_NAMES = {
    "new": lazy_pgettext("case", "New"),
    "open": lazy_pgettext("case", "Open"),
    "waiting": lazy_gettext("Waiting for the customer"),
    "resolved": lazy_gettext("Resolved"),
    "closed": lazy_pgettext("case", "Closed"),
}
PRIORITY_NAMES = {
    "low": lazy_gettext("Low"),
    "normal": lazy_gettext("Normal"),
    "high": lazy_gettext("High"),
    "urgent": lazy_gettext("Urgent"),
}
BECAUSE = {
    "promise": lazy_gettext("Promise lapsed"),
    "asked": lazy_gettext("Asked a person"),
    "agent": lazy_gettext("By an agent"),
    "again": lazy_gettext("Follows a closed case"),
}
# Written in English by actions where they are; marked here for translation.
SAID = (
    N_("a solution was accepted in the thread"),
    N_("the customer said that it solved it"),
    N_("the question was taken away"),
    N_("the customer wrote again"),
    N_("the solution was taken back"),
    N_("split off"),
)
# What the log says otherwise, where it is the verb of a sentence.
SAID_OF_CASES = {"merged": lazy_pgettext("case", "merged")}


DID = {
    "claimed": lazy_gettext("took the case"),
    "released": lazy_gettext("gave it back"),
    "assigned": lazy_gettext("gave it to"),
    "handed over": lazy_gettext("handed it over to"),
    "set the priority of": lazy_gettext("set the priority"),
    "tagged": lazy_gettext("added tags"),
    "took a tag off": lazy_gettext("took a tag off"),
    "replied": lazy_pgettext("case", "replied"),
    "set waiting": lazy_gettext("waits for the customer"),
    "reopened": lazy_gettext("opened it again"),
    "resolved": lazy_gettext("marked it as resolved"),
    "closed": lazy_gettext("closed it"),
    "judged": lazy_gettext("said whether it solved it"),
    "merged": lazy_gettext("merged it into case"),
    "took in": lazy_gettext("took in case"),
    "followed up": lazy_gettext("opened a case that follows"),
    "followed the rule": lazy_gettext("followed the rule"),
    "began the guide": lazy_pgettext("case", "began the guide"),
    "finished the guide": lazy_gettext("finished the guide"),
    "stopped the guide": lazy_gettext("stopped the guide"),
}
_ICONS = {
    "replied": "answers", "resolved": "solved", "closed": "close", "reopened": "history", "assigned": "person",
    "handed over": "person", "claimed": "person", "tagged": "pin", "followed the rule": "settings",
}  # fmt: skip


def step(row: HistoryRow, staff: Iterable[tuple[int, str]]) -> dict[str, Any]:
    """One line of a case's history, as `timeline` shows it."""
    detail = (SAID_OF_CASES.get(row.because) or _(row.because)) if row.because else ""
    if "given" in row.detail:
        detail = dict(staff).get(row.detail["given"], "")
    elif row.did == "set the priority of":
        detail = str(PRIORITY_NAMES[list(PRIORITIES)[row.detail["after"]]])
    elif row.did == "judged":
        detail = pgettext("value", "Yes") if row.detail.get("solved") else pgettext("value", "No")
    elif row.detail.get("into") or row.detail.get("case"):
        detail = f"#{row.detail.get('into') or row.detail.get('case')}"
    said = DID.get(row.did)
    return {
        "icon": _ICONS.get(row.did, "info"),
        "text": f"{row.name or _('The desk')} {said or _(row.did)}",
        "detail": detail,
        "when": row.at,
    }


def register() -> None:
    """The sentences of notices."""
    kinds.register(
        "escalated", _titled(N_("A person of ours will look at “%(title)s”.")), row="cases", mails=False
    )
    kinds.register("case_resolved", _titled(N_("Did our reply to “%(title)s” solve it?")), row="cases")
    kinds.register("still_stuck", _titled(N_("Still stuck: “%(title)s”.")), row="desk")
    kinds.register("case_closed", _titled(N_("Closed by the customer: “%(title)s”.")), row="desk")
    kinds.register(
        "case_ended", _titled(N_("Support closed its case of “%(title)s”.")), row="cases", mails=False
    )
    kinds.register("case_wrote", _titled(N_("The customer wrote: “%(title)s”.")), row="desk")
    kinds.register("case_assigned", lambda v: _given(v["title"], v["by"]), row="desk")
    kinds.register(
        "case_mention",
        lambda v: _("%(name)s mentions you in a note on “%(title)s”.", name=v["by"], title=v["title"]),
        row="desk",
    )
    kinds.register(
        "case_rule",
        lambda v: _("Rule “%(rule)s”: look at “%(title)s”.", rule=v["rule"], title=v["title"]),
        row="desk",
    )
    kinds.register(
        "case_merged",
        lambda v: _("We answer “%(other)s” together with “%(title)s”.", other=v["other"], title=v["title"]),
        row="cases",
        mails=False,
    )


def _titled(sentence: str) -> Callable[[dict[str, Any]], str]:
    return lambda values: str(_(sentence, title=values["title"]))


def _given(title: str, by: str) -> str:
    if by:
        return str(_("%(name)s gave you the case “%(title)s”.", name=by, title=title))
    return str(_("The desk gave you the case “%(title)s”.", title=title))
