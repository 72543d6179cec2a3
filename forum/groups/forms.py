"""What the forms of groups send, and the words of their choices."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from forum.accounts import addresses
from forum.accounts.forms import not_an_address
from forum.config import LANGUAGES
from forum.core import forms
from forum.core.errors import Invalid
from forum.core.text import N_
from forum.groups import policy

KINDS: dict[str, str] = {
    "users": N_("User group"),
    "testers": N_("Beta testers"),
    "local": N_("Local group"),
}
OPENNESS: dict[str, str] = {
    "public": N_("Public: everybody reads, and whoever wants joins."),
    "request": N_("On request: members read, and its owners let people in."),
    "invitation": N_("By invitation: members read, and nobody else learns that there is such a group."),
}


class GroupForm(NamedTuple):
    """What a group says of itself, as it was sent."""

    name: str = ""
    description: str = ""
    kind: str = ""
    openness: str = ""
    lang: str = ""


class Address(NamedTuple):
    """To whom an invitation goes: to write to, and to compare with."""

    email: str
    key: str


def read() -> GroupForm:
    """The form of this request."""
    line = forms.line
    return GroupForm(
        line("name"), forms.text("description"), line("kind"), line("openness"), line("lang")
    )  # fmt: skip


def address() -> Address:
    """The mail address that was sent. Raises `Invalid`."""
    found = addresses.tidy(forms.line("email"))
    if found is None:
        raise Invalid(not_an_address(), {"email": not_an_address()})
    return Address(found, addresses.key(found))


def days() -> int:
    """How long an invitation is to work; 0 when nothing was chosen."""
    return request.form.get("days", default=0, type=int)


def kinds() -> list[tuple[str, str]]:
    """The choice of kinds."""
    return [(kind, kind_name(kind)) for kind in policy.KINDS]


def kind_name(kind: str) -> str:
    """A kind in the reader's language."""
    return str(_(KINDS[kind]))


def openness(before: str | None = None) -> list[tuple[str, str]]:
    """The choice of who may join and read; of a group that is closed already, only what keeps it so."""
    possible = (each for each in policy.OPENNESS if before is None or policy.can_become(before, each))
    return [(each, str(_(OPENNESS[each]))) for each in possible]


def languages() -> list[tuple[str, str]]:
    """The choice of languages."""
    return list(LANGUAGES.items())


def day_options() -> list[tuple[str, str]]:
    """How long an invitation works."""
    words = {1: _("One day"), 7: _("A week"), 30: _("A month")}
    return [(str(number), str(words[number])) for number in policy.LINK_DAYS]


def said(error: Invalid) -> dict[str, str]:
    """The sentences of an `Invalid`, in the reader's language; one that belongs to no field under ""."""
    found = error.errors or {"": error.message}
    return {name: str(_(sentence)) for name, sentence in found.items()}
