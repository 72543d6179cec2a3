"""The form of a provider."""

from __future__ import annotations

import re

from flask import request
from flask_babel import gettext as _

from forum.accounts import addresses
from forum.accounts.federated import managing
from forum.accounts.federated.managing import Described
from forum.accounts.federated.models import SignInProvider
from forum.accounts.forms import Form
from forum.accounts.policy import GIVEN_ROLES
from forum.core.forms import line

NAME_MAX_CHARS = 60
TEXT_MAX_CHARS = 500
RULES_MAX = 30
BLANK_RULES = 3  # shown below those that are there
_SCOPES = re.compile(r"[\x21\x23-\x5B\x5D-\x7E ]+")  # RFC 6749, appendix A.4


def of(provider: SignInProvider | None) -> tuple[Form, list[tuple[str, str]]]:
    """The fields as they stand, and the rules; those of a new one without a provider."""
    if provider is None:
        return Form(scopes="openid profile email", makes_accounts="1"), []
    fields = ("name", "issuer", "client_id", "scopes", "groups_claim")
    form = Form(**{name: getattr(provider, name) for name in fields})
    form["makes_accounts"] = "1" if provider.makes_accounts else ""
    form["domains"], form["second_values"] = ", ".join(provider.domains), ", ".join(provider.second_values)
    return form, [(str(value), str(role)) for value, role in provider.rules]


def sent() -> tuple[Form, list[tuple[str, str]], Described]:
    """What was typed, the rules of it, and the description that follows, which counts only without errors."""
    names = (
        "name",
        "issuer",
        "client_id",
        "client_secret",
        "scopes",
        "groups_claim",
        "domains",
        "second_values",
    )
    form = Form(**{name: line(name) for name in names})
    form["makes_accounts"] = "1" if request.form.get("makes_accounts") else ""
    rules = _rules()
    _check(form, rules)
    said = Described(
        name=form["name"],
        issuer=form["issuer"],
        client_id=form["client_id"],
        client_secret=form["client_secret"],
        scopes=" ".join(form["scopes"].split()),
        groups_claim=form["groups_claim"],
        rules=rules,
        makes_accounts=bool(form["makes_accounts"]),
        domains=[each.lower() for each in _words(form["domains"])],
        second_values=_words(form["second_values"]),
    )
    return form, rules, said


def _rules() -> list[tuple[str, str]]:
    values = [" ".join(each.split()) for each in request.form.getlist("rule_value")]
    pairs = zip(values, request.form.getlist("rule_role"), strict=False)
    return [(value[:200], role) for value, role in pairs if value and role in GIVEN_ROLES][:RULES_MAX]


def _check(form: Form, rules: list[tuple[str, str]]) -> None:
    for name in form:
        if len(form[name]) > (NAME_MAX_CHARS if name == "name" else TEXT_MAX_CHARS):
            most = NAME_MAX_CHARS if name == "name" else TEXT_MAX_CHARS
            form.errors[name] = _("At most %(count)s characters, please.", count=most)
    if not form["name"]:
        form.errors["name"] = _("Give it the name that people know it by.")
    wrong = managing.not_an_issuer(form["issuer"])
    if wrong:
        form.errors["issuer"] = _(wrong)
    if not form["client_id"]:
        form.errors["client_id"] = _("The provider gives it when you register this site there.")
    if "openid" not in form["scopes"].split() or not _SCOPES.fullmatch(form["scopes"]):
        form.errors["scopes"] = _("Words with spaces between them, and openid among them.")
    if any(addresses.tidy(f"somebody@{each}") is None for each in _words(form["domains"])):
        form.errors["domains"] = _("Domains look like example.com, with commas between them.")
    if rules and not form["groups_claim"]:
        form.errors["groups_claim"] = _("The rules below need a claim to look at.")


def _words(text: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", text) if each]
