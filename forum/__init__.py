"""Askwell, the site: `create_app` is the table of contents of the program."""

from __future__ import annotations

import os

# numpy's BLAS would start a thread for each core in each web worker: more threads, slower pages.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from importlib import import_module  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402
from urllib.parse import urlsplit  # noqa: E402

from flask import Flask, g, request  # noqa: E402
from flask.typing import ResponseReturnValue  # noqa: E402
from flask_login import current_user  # noqa: E402
from markupsafe import Markup  # noqa: E402
from werkzeug.middleware.proxy_fix import ProxyFix  # noqa: E402
from werkzeug.routing import IntegerConverter  # noqa: E402
from werkzeug.wrappers import Response  # noqa: E402

from forum import features  # noqa: E402
from forum.config import ROOT, Settings, load  # noqa: E402
from forum.core import (  # noqa: E402
    afterwards,
    commands,
    components,
    compression,
    drafts,
    error_pages,
    forms,
    guest_pages,
    headers,
    health,
    i18n,
    incoming,
    logs,
    markdown,
    panels,
    static_files,
    timetable,
)
from forum.core import brand as site_brand  # noqa: E402 - `forum.brand` is the feature
from forum.core import db as database  # noqa: E402
from forum.core.db import db, may_write  # noqa: E402
from forum.core.targets import NUMBER_MAX  # noqa: E402

MAX_REQUEST_BYTES = 2 * 1024 * 1024
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class NumberConverter(IntegerConverter):
    """`<int:...>` of an address: a number that no row can have is no address (and no error of the database).

    The form alone says so for all but the last few: where one address has two rules, werkzeug would take a number that
    only `max` refuses for a wrong method.
    """

    regex = r"\d{1,9}|1\d{9}|20\d{8}"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"max": NUMBER_MAX, **options})


class Askwell(Flask):
    """A Flask whose request owns the transaction: a good answer commits, an error rolls back, a GET writes nothing."""

    def full_dispatch_request(self) -> Response:  # type: ignore[override]
        """Decide first whether this request may write: it changes how a SQLite transaction begins."""
        may_write.set(self._writes())
        return super().full_dispatch_request()

    def _writes(self) -> bool:
        view = self.view_functions.get(request.endpoint or "")
        return request.method not in SAFE_METHODS and not getattr(view, "only_reads", False)

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; commit what a good answer did."""
        response = self.make_response(super().dispatch_request())
        if not self._writes():
            # Not rolled back: that would make whoever looks be read again, for what is counted after the answer.
            db.session.close()
        elif response.status_code >= 400:
            db.session.rollback()
        else:
            db.session.commit()
        return response

    def handle_user_exception(self, e: Exception) -> Any:
        """Take back what a failed view did, before its error page is made."""
        db.session.rollback()
        return super().handle_user_exception(e)


def create_app(settings: Settings | None = None, **config: Any) -> Askwell:
    """The site for `settings` (default: the environment). `config`: Flask configuration on top (tests)."""
    settings = settings or load()
    app = Askwell(
        "forum",
        root_path=str(Path(__file__).parent),
        instance_path=str(settings.instance_dir.resolve()),
        static_folder=str(ROOT / "static"),
        template_folder=str(ROOT / "templates"),
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_REQUEST_BYTES,
        TRUSTED_HOSTS=_trusted_hosts(settings.base_url),
        TEMPLATES_AUTO_RELOAD=False,
        **config,
    )
    if settings.proxies:  # else anybody could say who they are, and be many
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies, 0, 0, 0)  # type: ignore[method-assign]
    app.url_map.converters["int"] = NumberConverter
    logs.set_up(settings.log_level)
    database.sqlite_synchronous = settings.sqlite_synchronous
    db.init_app(app)
    headers.set_up(app)
    compression.set_up(app)
    incoming.set_up(app)
    i18n.set_up(app)
    static_files.set_up(app)
    site_brand.set_up(app)
    error_pages.set_up(app)
    panels.set_up(app)
    components.set_up(app)
    app.register_blueprint(forms.bp)
    app.register_blueprint(drafts.bp)
    features.set_up(app)
    timetable.plan(import_module("forum.schedule").SCHEDULE)  # late: it imports every feature
    health.set_up(app)
    app.before_request(forms.protect)
    guest_pages.set_up(app)
    commands.set_up(app)
    _templates(app, settings)

    @app.teardown_appcontext
    def write_afterwards(_error: BaseException | None) -> None:
        if app.config.get("AFTERWARDS_INLINE"):
            afterwards.flush()

    return app


def _engine_options(url: str) -> dict[str, Any]:
    quiet = {"hide_parameters": True}  # errors and logs name no values: they are people's words and secrets
    if url.startswith("sqlite"):
        return quiet
    return {**quiet, "pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}


def _trusted_hosts(base_url: str) -> list[str]:
    hosts = ["localhost", "127.0.0.1", "[::1]"]
    if base_url:
        hosts.append(urlsplit(base_url).hostname or "")
    return hosts


def _templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["rendered"] = lambda html: Markup(markdown.sided(html or ""))  # noqa: S704 - stored, already sanitised

    @app.context_processor
    def for_every_page() -> dict[str, Any]:
        lang = i18n.current_language()
        return {
            "site": site_brand.last_seen(lang) if g.get("without_database") else site_brand.of_site(lang),
            "lang": lang,
            # The person itself: a template asks a dozen times, and the proxy would look for it each time.
            "current_user": current_user._get_current_object(),
            "request_id": g.get("request_id", "-"),
        }
