"""The stage: a site of its own for each test, a cast of people, and a browser that checks every page it gets.

SQLite by default: a migrated file is made once and copied for each test. With ASKWELL_TEST_DATABASE_URL (a PostgreSQL
server's address) each xdist worker makes a database of its own there, and tables are emptied between tests; what meets
no database, or brings its own, is not run there again.
"""

from __future__ import annotations

import gc
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from jinja2 import FileSystemBytecodeCache
from sqlalchemy.engine import make_url
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from forum import Askwell, create_app
from forum.config import Settings
from forum.core import clock, freshness, guest_pages, migrate, rate_limits
from forum.core.db import Base, db
from tests.factories import Cast
from tests.pages import Browser
from tests.security import tally as counts
from tests.security.tally import pytest_sessionfinish, tally  # noqa: F401
from tests.tooling import browser_gate

# No example of a property is given up for being slow: the machine may be.
hypothesis.settings.register_profile(
    "askwell", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], database=None
)
hypothesis.settings.load_profile("askwell")

POSTGRES = os.environ.get("ASKWELL_TEST_DATABASE_URL", "")


@sa.event.listens_for(sa.Engine, "connect")
def _promise_no_order(connection: Any, _record: Any) -> None:
    """Turn the rows of every SELECT without ORDER BY round on SQLite: whoever leans on their order learns it here, not
    some day from PostgreSQL."""
    if type(connection).__module__.partition(".")[0] == "sqlite3":
        connection.execute("PRAGMA reverse_unordered_selects=ON")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what cannot be run, or says nothing, where this is run."""
    browser_gate.pytest_collection_modifyitems(items)
    if POSTGRES:
        elsewhere = [item for item in items if "_empty_database" not in getattr(item, "fixturenames", ())]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in set(elsewhere)]


def pytest_collection_finish() -> None:
    """What was loaded by now stays to the end: looking for garbage goes by it, and comes less often, for each test's site
    is thousands of objects that all go together."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped for want of a browser, and how much was tried."""
    browser_gate.pytest_terminal_summary(terminalreporter)
    counts.pytest_terminal_summary(terminalreporter)


@pytest.fixture(scope="session")
def _empty_database(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """A migrated, empty database: the path of a SQLite file, or the address of a PostgreSQL database."""
    folder = tmp_path_factory.mktemp("template")
    if POSTGRES:
        name = f"askwell_{worker_id}"
        server = sa.create_engine(POSTGRES, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
        server.dispose()
        url = make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
    else:
        url = f"sqlite:///{folder / 'empty.db'}"
    app = create_app(
        Settings(
            instance_dir=folder,
            database_url=url,
            search_url=f"whoosh:{folder / 'search'}",
            secret_key="x" * 40,
        )
    )
    migrate.upgrade(app)
    with app.app_context():
        db.engine.dispose()  # the last connection to close folds the write-ahead log into the file
    return url


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """xdist's name of this process, or "main"."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session", autouse=True)
def _compiled_routes() -> Iterator[None]:
    """Werkzeug makes a regular expression and two functions of each of our routes; they are the same in every test's
    site."""
    compile_rule, compile_builder = Rule.compile, Rule._compile_builder
    rules: dict[tuple[Any, ...], Rule] = {}
    builders: dict[tuple[Any, ...], Any] = {}

    def compile_once(rule: Rule) -> None:
        assert rule.map is not None
        key = (rule.rule, rule.merge_slashes, rule.host, rule.subdomain, repr(rule.defaults), rule.map.host_matching,
               tuple(rule.map.converters.items()))  # fmt: skip
        if key not in rules:
            compile_rule(rule)
            rules[key] = rule
            return
        twin = rules[key]
        rule._parts, rule._trace, rule._converters = twin._parts, twin._trace, twin._converters
        rule.arguments |= twin.arguments
        rule._build = builder_once(rule, False).__get__(rule, None)
        rule._build_unknown = builder_once(rule, True).__get__(rule, None)

    def builder_once(rule: Rule, append_unknown: bool = True) -> Any:
        key = (append_unknown, rule.rule, tuple(rule._trace), repr(rule.defaults))
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rule, "compile", compile_once)
        patch.setattr(Rule, "_compile_builder", builder_once)
        yield


@pytest.fixture(scope="session", autouse=True)
def _compiled_statements() -> Iterator[None]:
    """Each test's site has a database, and so an engine, of its own; what SQLAlchemy compiled for one engine is kept with
    it, by its dialect. All of them get the dialect and what was compiled of the first one: one server, one version."""
    make = SQLAlchemy._make_engine
    first: dict[str, sa.Engine] = {}

    def make_sharing(self: SQLAlchemy, bind_key: str | None, options: dict[str, Any], app: Any) -> sa.Engine:
        engine = make(self, bind_key, options, app)
        kind = f"{engine.dialect.name}+{engine.dialect.driver}"
        if kind in first:
            engine.dialect, engine._compiled_cache = first[kind].dialect, first[kind]._compiled_cache
        else:  # its dialect must have asked the server what it is before others can use it
            engine._compiled_cache = LRUCache(10_000)
            sa.event.listen(engine, "first_connect", lambda *_: first.setdefault(kind, engine))
        return engine

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLAlchemy, "_make_engine", make_sharing)
        yield


@pytest.fixture
def settings(tmp_path: Path, _empty_database: str) -> Settings:
    """Settings of a site in a folder of its own."""
    url = _empty_database
    if url.startswith("sqlite"):
        target = tmp_path / "askwell.db"
        shutil.copy(url.removeprefix("sqlite:///"), target)
        url = f"sqlite:///{target}"
    else:
        _empty_tables(url)
    return Settings(
        instance_dir=tmp_path,
        database_url=url,
        search_url=f"whoosh:{tmp_path / 'search'}",
        secret_key="a key for tests only, long enough to be one",
        mail_url="console:",
        sqlite_synchronous="OFF",
    )


@pytest.fixture(scope="session")
def _compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Each test has a site of its own; compiling the same templates for each would be most of the suite's time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


STEP_SECONDS = 0.05


@pytest.fixture
def _even_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock goes on as ever, but never jumps: what a rule counts in seconds (a draft that comes too late, a job that is
    tried again) comes out the same where the machine stands still between two lines of a test. What a process keeps for
    some seconds it keeps."""
    lock, last, shown = threading.Lock(), time.monotonic(), datetime.now(UTC)

    def now() -> datetime:
        nonlocal last, shown
        with lock:
            moment = time.monotonic()
            shown += timedelta(seconds=min(moment - last, STEP_SECONDS))
            last = moment
            return shown + clock._offset

    monkeypatch.setattr(clock, "now", now)
    monkeypatch.setattr(freshness, "KEPT_SECONDS", 86_400)
    monkeypatch.setattr(guest_pages, "SECONDS", 86_400)


@pytest.fixture
def app(
    settings: Settings, _compiled_templates: FileSystemBytecodeCache, _even_time: None
) -> Iterator[Askwell]:
    """A site. Counting is written when each request ends; password hashing is cheap; errors are not hidden."""
    app = create_app(
        settings, TESTING=True, AFTERWARDS_INLINE=True, CHEAP_PASSWORDS=True, PROPAGATE_ERRORS=True
    )
    app.jinja_env.bytecode_cache = _compiled_templates
    guest_pages.clear()
    rate_limits.clear()
    rate_limits.WINDOWS_BEGIN = int(
        clock.now().timestamp()
    )  # of the clock that tests have: it may lag behind
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def cast(app: Askwell) -> Cast:
    """Carla, Bob and Dan (customers), Ana (agent), Mo (moderator), Root (admin): made when first named."""
    return Cast(app)


@pytest.fixture
def browser(app: Askwell) -> Browser:
    """A browser without JavaScript that nobody is signed in to; `browser.sign_in(person)` changes that."""
    return Browser(app)


def _empty_tables(url: str) -> None:
    """One statement deletes every row of the tables that have any: foreign keys are looked at when it ends, and
    TRUNCATE, which makes a file anew for each table, would be most of a test's time."""
    # The content stamp only grows: what a process keeps by it (topics, guests' pages) is of the test before.
    names = [f'"{table.name}"' for table in Base.metadata.sorted_tables if table.name != "content_stamp"]
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(
            sa.text("SET LOCAL session_replication_role = replica")
        )  # the log refuses to be emptied
        look = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in names)
        if filled := list(connection.scalars(sa.text(look))):
            deleting = ", ".join(f"d{n} AS (DELETE FROM {name})" for n, name in enumerate(filled))
            connection.execute(sa.text(f"WITH {deleting} SELECT"))
        used = "FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
        connection.execute(sa.text(f"SELECT setval(quote_ident(sequencename)::regclass, 1, false) {used}"))
        connection.execute(sa.text("UPDATE content_stamp SET stamp = stamp + 1"))
    engine.dispose()


_real_connect = socket.socket.connect


@pytest.fixture(autouse=True)
def _loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that would speak to anybody but this machine fails."""

    def connect(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(
            ("127.", "::1", "localhost")
        ):
            raise AssertionError(f"a test tried to reach {address}")
        return _real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
