"""Words of flags for pages, and what a flag form sends."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from forum.core import forms
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
    """What was sent."""

    target: str
    reason: str
    note: str


def read() -> FlagForm:
    """The flag form of this request."""
    return FlagForm(forms.line("target"), forms.line("reason"), forms.text("note").strip())


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
