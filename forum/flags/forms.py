"""Words of flags for pages, and what a flag form sends."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from forum.core import forms, targets
from forum.core.errors import NotFound
from forum.core.text import N_

#: Reason -> what it is called, and what it means for whoever chooses it.
REASONS: dict[str, tuple[str, str]] = {
    "inaccurate": (N_("Inaccurate"), N_("It says something wrong.")),
    "outdated": (N_("Outdated"), N_("It was right once.")),
    "incomplete": (N_("Incomplete"), N_("Something that people need is missing.")),
    "unsafe": (N_("Unsafe"), N_("Following it can do harm: never suggested, shown last with a warning.")),
}

#: What readers are told.
READERS: dict[str, str] = {
    "inaccurate": N_("Part of it may be wrong."),
    "outdated": N_("Part of it may be out of date."),
    "incomplete": N_("Something may be missing."),
    "unsafe": N_("Following it may do harm. Please don't act on it before it is corrected; ask us instead."),
}


class FlagForm(NamedTuple):
    """What was sent. `shown_by`: the address of a case or question, or its name, as it was typed."""

    target: str = ""
    reason: str = ""
    note: str = ""
    passage: str = ""
    shown_by: str = ""

    @property
    def evidence(self) -> str:
        """`shown_by` as a target ("case:7"); as it was typed where it is none."""
        path = forms.local_path(self.shown_by)
        found = targets.at(path) if path else None
        return str(found) if found else self.shown_by


def read() -> FlagForm:
    """The flag form of this request."""
    return FlagForm(
        forms.line("target"),
        forms.line("reason"),
        forms.text("note").strip(),
        forms.text("passage").strip(),
        forms.line("shown_by"),
    )


def asked_for() -> FlagForm:
    """The form as a link to it fills it in."""
    return FlagForm(passage=request.args.get("passage", ""), shown_by=request.args.get("shown_by", ""))


def shown_by(evidence: str) -> tuple[str, str] | None:
    """(words, address) of the case or question that showed it."""
    try:
        target = targets.parse(evidence)
        place = targets.kind_of(target).place
    except NotFound:
        return None
    names = {"case": _("Case %(number)s"), "question": _("Question %(number)s")}
    words = names.get(target.kind, _("Text %(number)s")) % {"number": target.number}
    return (words, f"{place}{target.number}") if place else None


def reason_options() -> list[tuple[str, str]]:
    """(code, words) for the choice of a reason."""
    return [(code, f"{_(name)}: {_(meaning)}") for code, (name, meaning) in REASONS.items()]


def reason_name(code: str) -> str:
    """What a reason is called."""
    return str(_(REASONS[code][0])) if code in REASONS else code


def to_readers(reasons: tuple[str, ...]) -> list[str]:
    """The sentences of a reader's notice."""
    return [str(_(READERS[code])) for code in reasons if code in READERS]


OUTCOMES: dict[str, str] = {
    "": N_("Open"),
    "mended": N_("Corrected"),
    "rejected": N_("Kept as it is"),
    "lapsed": N_("Lapsed"),
    "withdrawn": N_("Withdrawn"),
}


def outcome_name(code: str) -> str:
    """What became of a flag."""
    return str(_(OUTCOMES.get(code, code)))


def given_target() -> str:
    """The target of a page that flags: from the form, else from the address."""
    return request.form.get("target") or request.args.get("target", "")
