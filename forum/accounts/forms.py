"""Checking what came in about accounts. A `Form` is its fields (`form.email` in templates) and `form.errors`."""

from __future__ import annotations

import unicodedata

from flask import current_app, request
from flask_babel import gettext as _

from forum.accounts import addresses, passwords, policy
from forum.accounts.tokens import SCOPES
from forum.config import LANGUAGES
from forum.core.forms import line

NAME_MAX_CHARS = 60
BECAUSE_MAX_CHARS = 500


class Form(dict[str, str]):
    """Fields as they came (cleaned), and what is wrong with them: field name -> sentence."""

    def __init__(self, **fields: str) -> None:
        super().__init__(fields)
        self.errors: dict[str, str] = {}
        self.many: list[str] = []


def not_an_address() -> str:
    """The sentence for a mistyped address."""
    return str(_("This is not an e-mail address. It looks like name@example.com."))


def sign_up() -> Form:
    """name, email (tidy), password."""
    form = Form(name=line("name"), email=line("email"), password=_password("password"))
    _check_name(form)
    _check_email(form)
    _check_new_password(form, "password", form["name"], form["email"])
    return form


def sign_in() -> Form:
    """email, password: not judged here, only whether they are there."""
    form = Form(email=line("email"), password=_password("password"))
    _check_email(form)
    if not form["password"]:
        form.errors["password"] = _("Type your password.")
    return form


def address() -> Form:
    """email (tidy)."""
    form = Form(email=line("email"))
    _check_email(form)
    return form


def new_password(*about: str) -> Form:
    """new_password."""
    form = Form(new_password=_password("new_password"))
    _check_new_password(form, "new_password", *about)
    return form


def change_password(*about: str) -> Form:
    """password (the current one), new_password."""
    form = new_password(*about)
    form["password"] = _password("password")
    return form


def name() -> Form:
    """name."""
    form = Form(name=line("name"))
    _check_name(form)
    return form


def account() -> Form:
    """name, language ("" for the browser's)."""
    form = name()
    form["language"] = line("language")
    if form["language"] and form["language"] not in LANGUAGES:
        form.errors["language"] = _("Choose one of the languages.")
    return form


def token() -> Form:
    """name, and the scopes in `many`."""
    form = Form(token_name=line("token_name")[:NAME_MAX_CHARS])
    form.many = [s for s in SCOPES if s in request.form.getlist("scopes")]
    if not form["token_name"]:
        form.errors["token_name"] = _("Give it a name, so that you know later what it is for.")
    if not form.many:
        form.errors["scopes"] = _("Choose what it may do.")
    return form


def about_person() -> Form:
    """role ("" when it is not about that), because."""
    form = Form(role=line("role"), because=line("because")[:BECAUSE_MAX_CHARS])
    if form["role"] and form["role"] not in policy.GIVEN_ROLES:
        form.errors["role"] = _("Choose one of the roles.")
    if not form["because"]:
        form.errors["because"] = _("Say why. It stands in the log.")
    return form


def _password(field: str) -> str:
    return unicodedata.normalize("NFC", request.form.get(field, ""))


def _check_name(form: Form) -> None:
    if not form["name"]:
        form.errors["name"] = _("Tell us the name that others will see.")
    elif len(form["name"]) > NAME_MAX_CHARS:
        form.errors["name"] = _("At most %(count)s characters, please.", count=NAME_MAX_CHARS)


def _check_email(form: Form) -> None:
    tidy = addresses.tidy(form["email"])
    if tidy is None:
        form.errors["email"] = not_an_address()
    else:
        form["email"] = tidy


def _check_new_password(form: Form, field: str, *about: str) -> None:
    password = form[field]
    site = current_app.config["SETTINGS"].site_name
    if len(password) < passwords.MIN_CHARS:
        form.errors[field] = _("At least %(count)s characters, please.", count=passwords.MIN_CHARS)
    elif len(password) > passwords.MAX_CHARS:
        form.errors[field] = _("At most %(count)s characters, please.", count=passwords.MAX_CHARS)
    elif passwords.too_easy(password, site, *about):
        form.errors[field] = _("Many people use this password, so it is guessed first. Take another one.")
