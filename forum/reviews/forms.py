"""Words of reports for pages."""

from __future__ import annotations

from flask_babel import gettext as _

from forum.core.text import N_

#: Reason -> what it is called, and what it means for whoever chooses it.
REASONS: dict[str, tuple[str, str]] = {
    "spam": (N_("Advertising"), N_("It sells something, or leads to something sold.")),
    "abuse": (N_("Hurtful"), N_("It insults, threatens or mocks somebody.")),
    "off-topic": (N_("Not about this"), N_("It belongs somewhere else, or nowhere here.")),
    "personal data": (
        N_("Personal data"),
        N_("It shows a name, address, number or picture that is nobody's business."),
    ),
    "other": (N_("Something else"), N_("Say what, in a sentence.")),
}
SOURCES = {
    "reports": N_("Reported"),
    "spam": N_("Looks like advertising"),
    "first post": N_("A first post"),
    "rings": N_("Accounts that belong together"),
}
OUTCOMES = {
    "": N_("Waits for a moderator"),
    "confirmed": N_("Taken away"),
    "declined": N_("Kept as it is"),
}


def reason_options() -> list[tuple[str, str]]:
    """(code, words) for the choice of a reason."""
    return [(code, f"{_(name)}: {_(meaning)}") for code, (name, meaning) in REASONS.items()]


def reason_name(code: str) -> str:
    """What a reason is called."""
    return str(_(REASONS[code][0])) if code in REASONS else code


def source_name(code: str) -> str:
    """Why a post waits."""
    return str(_(SOURCES[code])) if code in SOURCES else code


def outcome_name(code: str) -> str:
    """What became of a report."""
    return str(_(OUTCOMES[code])) if code in OUTCOMES else code
