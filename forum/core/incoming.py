"""What a request brings, cleaned before any view reads it: no sign that nobody sees comes in by a form or an address.

Views clean what they read as well (`forms.text`, `forms.line`); here it holds for what they take as it is: choices, hidden
fields, parameters that only narrow a list down. PostgreSQL refuses a zero byte, so that each would be an error page.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from forum.core.errors import NotFound
from forum.core.text import clean, unwanted


class CleanRequest(Request):
    """`form` and `args` hold cleaned names and values (`core.text.clean`); passwords stay as they were typed."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The parameters of the address."""
        return _cleaned(super().args)

    def _load_form_data(self) -> None:
        read = "form" in self.__dict__
        super()._load_form_data()
        if not read:
            self.__dict__["form"] = _cleaned(self.__dict__["form"])


def set_up(app: Flask) -> None:
    """Requests of the site are such; there is no page at an address that holds hidden signs."""
    app.request_class = CleanRequest

    @app.url_value_preprocessor
    def refuse(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        if values and any(isinstance(value, str) and unwanted(value) for value in values.values()):
            raise NotFound


def _cleaned(given: MultiDict[str, str]) -> ImmutableMultiDict[str, str]:
    pairs = given.items(multi=True)
    return ImmutableMultiDict([(clean(k), v if "password" in k else clean(v)) for k, v in pairs])
