"""Is it alive, can it serve, how busy is it: for machines that look after it."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from forum.core import jobs
from forum.core.access import public
from forum.core.db import db
from forum.core.errors import NotFound

bp = Blueprint("health", __name__)
registry = CollectorRegistry()
requests_total = Counter(
    "askwell_requests_total", "Answers by endpoint and status", ["endpoint", "status"], registry=registry
)
seconds = Histogram("askwell_request_seconds", "Time to answer", ["endpoint"], registry=registry)
jobs_waiting = Gauge("askwell_jobs_waiting", "Jobs not yet done", ["kind"], registry=registry)
jobs_failed = Gauge(
    "askwell_jobs_given_up", "Jobs given up, for people to look at", ["kind"], registry=registry
)
jobs_age = Gauge(
    "askwell_jobs_oldest_seconds",
    "How long the oldest due job waits; of the kind index: how far the index is behind",
    ["kind"],
    registry=registry,
)

#: Fill numbers just before they are told. Features add theirs.
measures: list[Callable[[], object]] = []

#: name -> check: returns "" when well, else a sentence that says what to do. Features add theirs.
checks: dict[str, Callable[[], str]] = {}
#: The same, for `doctor` alone: they take long (other servers), or are no matter of being able to serve.
asked_by_doctor: dict[str, Callable[[], str]] = {}
#: What `doctor` tells although it need not be mended; "": nothing to tell.
noted_by_doctor: dict[str, Callable[[], str]] = {}


def set_up(app: Flask) -> None:
    """Addresses and counters."""
    app.register_blueprint(bp)
    checks["database"] = _database

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests_total.labels(endpoint, response.status_code).inc()
        if "started" in g:
            seconds.labels(endpoint).observe(time.perf_counter() - g.started)
        return response


def _database() -> str:
    try:
        db.session.execute(sa.text("SELECT 1"))
        return ""
    except Exception:
        db.session.rollback()
        return "The database does not answer; look at ASKWELL_DATABASE_URL and whether it is running."


@bp.get("/healthz")
@public
def live() -> Response:
    """This process answers."""
    return jsonify({"status": "ok"})


@bp.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """The database answers. A search engine that is away is told, but pages work without it."""
    said = {name: check() for name, check in checks.items()}
    able = not said["database"]
    answer: dict[str, Any] = {
        "status": "ok" if able else "unable",
        "checks": {k: v or "ok" for k, v in said.items()},
    }
    return jsonify(answer), 200 if able else 503


@bp.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus text, for loopback or whoever has ASKWELL_METRICS_TOKEN; nothing for others."""
    token = current_app.config["SETTINGS"].metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    local = request.remote_addr in ("127.0.0.1", "::1") and "X-Forwarded-For" not in request.headers
    if not local and not (token and hmac.compare_digest(token, given)):
        raise NotFound()
    for gauge in (jobs_waiting, jobs_failed, jobs_age):
        gauge.clear()
    for kind, count in jobs.waiting().items():
        given_up = kind.endswith(jobs.GIVEN_UP)
        (jobs_failed if given_up else jobs_waiting).labels(kind.removesuffix(jobs.GIVEN_UP)).set(count)
    for kind, age in jobs.oldest_due().items():
        jobs_age.labels(kind).set(age)
    for measure in measures:
        measure()
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
