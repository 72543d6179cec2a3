"""Answers: a whole page for a browser, one block of it for htmx, a redirect after a form without script.
`core.error_pages` turns errors into pages."""

from __future__ import annotations

from typing import Any

from flask import Response, current_app, flash, jsonify, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse


def wants_block() -> bool:
    """Is this htmx asking for a part of the page?"""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def answer(
    template: str, block: str | None = None, back_to: str | None = None, status: int = 200, **context: Any
) -> AnyResponse:
    """The page; for htmx its `block` alone; after a form without script a 303 to `back_to`.

    Import macros inside the block: it is rendered without the rest of the page.
    """
    if wants_block() and block is not None:
        response = make_response(render_block(template, block, **context), status)
    elif back_to is not None and request.method == "POST" and status < 400:
        response = redirect(back_to, 303)  # type: ignore[assignment]
    else:
        response = make_response(render_template(template, **context), status)
    response.vary.add("HX-Request")
    return response


def render_block(template: str, block: str, **context: Any) -> str:
    """One named block of a template, with the same context that the page would have."""
    found = current_app.jinja_env.get_template(template)
    current_app.update_template_context(context)
    return str("".join(found.blocks[block](found.new_context(context))))


def done(message: str, to: str) -> AnyResponse:
    """After a form: say `message` on the next page and go there (303, or htmx's own redirect)."""
    flash(message, "success")
    if wants_block():
        return Response(status=204, headers={"HX-Redirect": to})
    return redirect(to, 303)


def problem(status: int, title: str, detail: str = "", **more: Any) -> Response:
    """An RFC 9457 problem document."""
    response = jsonify({"type": "about:blank", "title": title, "status": status, "detail": detail, **more})
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def is_api() -> bool:
    """Is this a call of the JSON API?"""
    return request.path.startswith("/api/")
