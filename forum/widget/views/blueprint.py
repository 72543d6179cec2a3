"""What all pages of the frame share: who may show them, and how they say that something went wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from forum.core import headers
from forum.core.errors import AskwellError, TooMany
from forum.widget import place

bp = Blueprint("widget", __name__, url_prefix="/widget")


@bp.url_value_preprocessor
def let_sites_show_it(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything is refused: what an error says must be seen in the frame too."""
    headers.framed_by(*place.others())


_again: dict[str, Callable[[str, int], Response]] = {}


def shows_again(endpoint: str, form: Callable[[str, int], Response]) -> None:
    """Say how a form that could not be taken is shown once more, with the sentence and the status: no word is lost."""
    _again[endpoint] = form


@bp.errorhandler(AskwellError)
def refused(error: AskwellError) -> Response:
    """The sentence of an error, as small as the frame is."""
    sentence = _(error.message) if error.message else _("There is nothing here, or it is not for you to see.")
    again = _again.get(request.endpoint or "")
    if again is not None:
        response = again(sentence, error.status)
    else:
        response = show("widget/error.html", status=error.status, sentence=sentence)
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def show(template: str, status: int = 200, **context: Any) -> Response:
    """A page of the frame."""
    around = place.here()
    page = render_template(template, place=around, to=place.address, **context)
    response = Response(page, status, content_type="text/html; charset=utf-8")
    response.vary.update(("Cookie", "Accept-Language"))
    return response
