"""What an agent fills in to make a question of a mail."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from forum.core import forms
from forum.core.errors import Invalid


class AskForm(NamedTuple):
    """The fields, as they came."""

    email: str = ""
    topic: str = ""
    title: str = ""
    body: str = ""
    keep_private: str = "1"


def read() -> AskForm:
    """What was sent."""
    return AskForm(
        forms.line("email"), forms.line("topic"), forms.line("title"), forms.text("body"),
        "1" if request.form.get("keep_private") else "",
    )  # fmt: skip


def said(error: Invalid) -> dict[str, str]:
    """The sentences of what is wrong, in the reader's language."""
    return {name: _(sentence) for name, sentence in error.errors.items()} or {"body": _(error.message)}
