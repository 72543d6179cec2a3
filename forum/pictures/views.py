"""Pictures: one by its address, and the form that brings one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, make_response, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from forum.core import forms, pages, rate_limits
from forum.core.access import public, signed_in, viewer
from forum.core.errors import Invalid, NotFound
from forum.core.rate_limits import Limit
from forum.pictures import actions, files, policy, queries
from forum.pictures.models import Picture

bp = Blueprint("pictures", __name__)

BRING = Limit(
    "picture", 240, 3600, levels=((10, 3600), (40, 3600)), address=600
)  # drawing one anew costs seconds
PUBLIC_SECONDS = (
    3600  # in caches on the way: a text that is taken back takes its pictures along within an hour
)


@bp.get("/pictures/<key>.webp")
@public
def show(key: str) -> AnyResponse:
    """The picture, for whoever may see a text that shows it."""
    found, for_all = queries.picture(key, viewer())
    data = files.read(found.key)
    if data is None:
        raise NotFound
    response = make_response(data)
    response.content_type = "image/webp"
    response.headers["Cache-Control"] = (
        f"public, max-age={PUBLIC_SECONDS}" if for_all else "private, no-cache"
    )
    response.set_etag(found.key)
    return response.make_conditional(request)


@bp.get("/pictures/new")
@signed_in
def new() -> AnyResponse:
    """The form, for a browser without script; with it, pictures are pasted or dropped into the text."""
    return pages.answer("pictures/new.html", errors={}, picture=None, alt="")


@bp.post("/pictures/new")
@signed_in
def bring() -> AnyResponse:
    """Take a picture in, and say the Markdown that shows it: JSON for scripts, a page for people."""
    me: Any = viewer()
    rate_limits.spend_as(BRING, me)
    alt = forms.line("alt")[: policy.ALT_MAX_CHARS]
    sent = request.files.get("picture")
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        picture = actions.bring(sent.read() if sent else b"", me)
    except Invalid as error:
        words = {name: str(_(sentence)) for name, sentence in error.errors.items()}
        if wants_json:
            return pages.problem(422, _("Not taken in"), words.get("picture", ""))
        return pages.answer("pictures/new.html", errors=words, picture=None, alt=alt, status=422)
    if wants_json:
        return jsonify(url=picture.path, markdown=_markdown(picture, alt))
    return pages.answer(
        "pictures/new.html", errors={}, picture=picture, alt=alt, markdown=_markdown(picture, alt)
    )


def _markdown(picture: Picture, alt: str) -> str:
    words = alt.replace("[", "(").replace("]", ")")
    return f"![{words}]({picture.path})"
