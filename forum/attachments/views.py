"""One file by its address: the only way to it."""

from __future__ import annotations

from flask import Blueprint, make_response
from werkzeug.wrappers import Response as AnyResponse

from forum.attachments import files, names, policy, queries
from forum.core.access import public, viewer
from forum.core.errors import NotFound

bp = Blueprint("attachments", __name__)

#: Whatever a file holds, a browser that shows it runs nothing of it, asks nobody and sends nothing.
SANDBOX = "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@bp.get("/attachments/<int:number>/<name>")
@public
def show(number: int, name: str) -> AnyResponse:
    """The file, for whoever may read what it was sent with. `name` is for people; the number says which."""
    found = queries.attachment(number, viewer())
    data = files.read(found.key)
    if data is None:
        raise NotFound()
    response = make_response(data)
    response.content_type = policy.KINDS[found.kind]
    response.headers["Content-Disposition"] = names.disposition(found.name, shown=found.picture)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cache-Control"] = "no-store"
    return response
