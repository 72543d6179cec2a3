"""A whole site as real processes (gunicorn, worker, SMTP server), and people with real browsers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, Page, expect, sync_playwright

from forum import Askwell, create_app
from forum.config import Settings
from forum.core import migrate
from forum.demo.load import load_demo
from tests import mails
from tests.patience import PATIENCE_SECONDS, until
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "a long enough password"
#: Refusals, a server that a story kills, the page that says so, and a frame on a site that may not show it.
EXPECTED = ("status of 4", "ERR_CONNECTION_REFUSED", "status of 503", "frame-ancestors")
#: What a browser says besides where a story killed the server while it was answering.
CUT_OFF = ("ERR_CONNECTION_RESET", "ERR_EMPTY_RESPONSE", "htmx:sendError", "htmx:afterRequest")


class Postman:
    """The SMTP server's handler: keeps what it is given."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.arrived = threading.Condition()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        with self.arrived:
            self.mails.append(message_from_bytes(envelope.content, policy=default))
            self.arrived.notify_all()
        return "250 OK"

    def wait_for(self, to: str, *words: str) -> str:
        """The plain text of the mail to `to` that holds all of `words`, as soon as it has arrived."""
        return _text(self.mail_for(to, *words))

    def mail_for(self, to: str, *words: str) -> Message:
        """That mail itself."""

        def found() -> Message | None:
            for mail in self.mails:
                text = f"{mail['Subject']}\n{_text(mail)}"
                if to in str(mail["To"]) and all(each in text for each in words):
                    return mail
            return None

        with self.arrived:
            assert self.arrived.wait_for(lambda: found() is not None, PATIENCE_SECONDS), [
                (str(m["To"]), str(m["Subject"])) for m in self.mails
            ]
            arrived = found()
            assert arrived is not None
            return arrived


def _text(mail: Message) -> str:
    return str(mail.get_body(("plain",)).get_content())  # type: ignore[attr-defined]


@dataclass
class LiveSite:
    """A running site: its address, its application object for arranging, its post."""

    url: str
    app: Askwell
    post: Postman
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    killed: bool = False  # has a story killed the web server?

    def kill_web(self) -> None:
        """-9 for the web server and all its children."""
        self.killed = True
        os.killpg(self.processes[0].pid, signal.SIGKILL)
        self.processes[0].wait()

    def start_web(self) -> None:
        """Start it again, as it was, and wait until it answers."""
        arguments = self.processes[0].args
        assert isinstance(arguments, list)
        self.processes[0] = subprocess.Popen(
            arguments, cwd=ROOT, env=self.environment, start_new_session=True
        )
        self.wait()

    def wait(self) -> None:
        """Until it answers."""
        until(self.answers, "answering")

    def answers(self) -> bool:
        """Whether it does now."""
        try:
            urllib.request.urlopen(f"{self.url}/healthz", timeout=PATIENCE_SECONDS).close()
        except OSError:
            return False
        return True


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """The site of this module's stories."""
    folder = tmp_path_factory.mktemp("live")
    post = Postman()
    smtp = Controller(post, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE_SECONDS)
    smtp.start()
    port = free_port()
    settings = Settings(
        instance_dir=folder,
        database_url=f"sqlite:///{folder / 'askwell.db'}",
        search_url=f"whoosh:{folder / 'search'}",
        secret_key="a key for tests only, long enough to be one",
        mail_url=f"smtp://127.0.0.1:{smtp.port}",
        mail_from="Askwell <help@example.com>",
        reply_address="reply@help.example.com",
        limits=False,  # a story's pace is not a person's
    )
    app = create_app(settings)
    migrate.upgrade(app)
    mails.go_at_once(app)
    environment = {
        **os.environ,
        "PORT": str(port),
        **{f"ASKWELL_{k.upper()}": str(v) for k, v in settings.model_dump().items() if v not in ("", None)},
    }
    commands = [
        [
            "-m",
            "gunicorn",
            "-w",
            "2",
            "--threads",
            "4",
            "--preload",
            "-b",
            f"127.0.0.1:{port}",
            "--log-level",
            "error",
            "wsgi:app",
        ],
        ["-m", "flask", "--app", "wsgi", "worker"],
    ]
    site = LiveSite(f"http://127.0.0.1:{port}", app, post, environment=environment)
    log = (folder / "log").open("wb")
    try:
        for command in commands:
            site.processes.append(
                subprocess.Popen(
                    [sys.executable, *command],
                    cwd=ROOT,
                    env=environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )
        until(site.answers, "answering")
        yield site
        # A story that waited in vain for a mail is understood only with this beside it.
        ended = [process.args for process in site.processes if process.poll() is not None]
        assert not ended, f"ended by itself: {ended}\n{(folder / 'log').read_text()[-2000:]}"
    finally:
        for process in site.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in site.processes:
            process.wait(PATIENCE_SECONDS)
        smtp.stop()
        log.close()


@pytest.fixture(scope="module")
def shop(live: LiveSite) -> LiveSite:
    """The demo shop, running, its index in step. Stories about other things have a `shop` of their own."""
    load_demo(live.app)
    until(lambda: search(live, "card declined abroad"), "finding the demo")
    return live


def search(site: LiveSite, words: str, limit: int = 50) -> list[dict[str, object]]:
    """What a guest finds; nothing while there is no index yet."""
    try:
        with urllib.request.urlopen(
            f"{site.url}/api/v1/search?q={quote_plus(words)}&limit={limit}"
        ) as answer:
            results: list[dict[str, object]] = json.load(answer)["results"]
            return results
    except urllib.error.HTTPError as error:
        assert error.code == 503, error.read()  # noqa: PT017 - whatever else it says is a fault
        return []


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser program for the module; each person gets a context of their own."""
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("ASKWELL_BROWSER") or None,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"],
            timeout=PATIENCE_SECONDS * 1000,
        )
        yield browser
        browser.close()


@pytest.fixture
def person(live: LiveSite, chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`person()` opens a new window of somebody; `person(javascript=False, width=360)` a phone without scripts.

    Every console error and every blocked script fails the test at the end.
    """
    contexts = []
    problems: list[str] = []

    def expected() -> tuple[str, ...]:
        return (*EXPECTED, *CUT_OFF) if live.killed else EXPECTED

    def open_window(javascript: bool = True, width: int = 1280, lang: str = "en-GB") -> Page:
        context = chromium.new_context(
            base_url=live.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale=lang,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_SECONDS * 1000)
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                problems.append(f"{page.url}: {message.text}")
                if message.type == "error" and not any(known in message.text for known in expected())
                else None
            ),
        )
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert problems == []


@pytest.fixture(autouse=True)
def _loopback_only() -> None:
    """Journeys speak to loopback through subprocesses and sockets of their own; the suite's guard is not needed."""
