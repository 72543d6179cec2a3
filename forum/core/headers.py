"""Headers on every answer, errors included."""

from __future__ import annotations

import random

from flask import Flask, Response, g, request
from flask_login import current_user

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
YEAR_SECONDS = 365 * 24 * 3600


def framed_by(*sites: str) -> None:
    """Let our own pages show the answer to this request in a frame, and those of `sites` ("https://shop.example")."""
    g.framed_by = sites


def set_up(app: Flask) -> None:
    """Name the request, and dress the answer."""

    @app.before_request
    def name_request() -> None:
        # A name, not a secret: no call into the kernel for each page. (Each forked worker seeds anew by itself.)
        g.request_id = f"{random.getrandbits(64):016x}"

    @app.after_request
    def dress(response: Response) -> Response:
        headers = response.headers
        framers: tuple[str, ...] | None = g.get("framed_by")
        policy = POLICY
        if framers is not None:
            policy = POLICY.replace("frame-ancestors 'none'", " ".join(("frame-ancestors 'self'", *framers)))
        headers.setdefault("Content-Security-Policy", policy)  # a view may be stricter: files of strangers
        headers["X-Content-Type-Options"] = "nosniff"
        if not framers:  # the old header knows no other sites; where it is missing, the policy says who may
            headers["X-Frame-Options"] = "DENY" if framers is None else "SAMEORIGIN"
        headers["Referrer-Policy"] = "same-origin"
        headers["Permissions-Policy"] = (
            "camera=(), microphone=(), geolocation=(), payment=(), browsing-topics=()"
        )
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers["X-Request-Id"] = g.get("request_id", "-")
        if request.is_secure:
            headers["Strict-Transport-Security"] = f"max-age={2 * YEAR_SECONDS}; includeSubDomains"
        if request.endpoint == "static" and response.status_code < 400:
            forever = request.args.get("v") is not None
            headers["Cache-Control"] = (
                f"public, max-age={YEAR_SECONDS}, immutable" if forever else "public, max-age=300"
            )
        elif "Cache-Control" not in headers:
            personal = (
                response.status_code >= 400
                or "askwell_session" in request.cookies
                or current_user.is_authenticated
            )
            headers["Cache-Control"] = "no-store" if personal else "private, no-cache"
        return response
