"""Ana sees what the shop knows about Dan, from a provider that really runs; when it does not answer, nothing breaks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock
from forum.core.db import db
from forum.support import actions
from forum.support.context import client, memory
from forum.threads.models import Question
from tests.factories import Cast, site
from tests.pages import Browser
from tests.support.stage import question_of

SAMPLE = Path(__file__).resolve().parents[3] / "docs" / "examples" / "context_server.py"
SECRET = "what only these two know"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing remembered, and time enough for a busy machine: stories of lateness set their own deadline."""
    monkeypatch.setattr(client, "DEADLINE_SECONDS", 60)
    monkeypatch.setattr(memory, "FAILED_SECONDS", 600)
    memory.clear()
    yield
    memory.clear()


@pytest.fixture
def case(app: Askwell, cast: Cast) -> int:
    question = question_of(app, cast.dan, hours_ago=30)
    with site(app):
        return actions.escalate(db.session.get_one(Question, question), "promise").id


def connect(app: Askwell, url: str, secret: str = SECRET, email: bool = False) -> None:
    settings = app.config["SETTINGS"]
    settings.context_url, settings.context_secret, settings.context_email = url, secret, email


@contextmanager
def sample() -> Iterator[str]:
    """The server of the documentation, as a process of its own; its address."""
    environment = {**os.environ, "CONTEXT_SECRET": SECRET}
    process = subprocess.Popen(
        [sys.executable, str(SAMPLE), "--port", "0"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait()


Respond = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def provider(respond: Respond) -> Iterator[tuple[str, list[tuple[str, dict[str, str], bytes]]]]:
    """A provider that answers as `respond` says; its address, and what it was asked."""
    asked: list[tuple[str, dict[str, str], bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.append((self.path, dict(self.headers), body))
            respond(self)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/about?shop=1", asked
    finally:
        server.shutdown()
        server.server_close()


def saying(body: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


GOOD = b'{"sections": [{"title": "Orders", "rows": [{"label": "#1", "value": "zorcontextorder"}]}]}'


def test_ana_sees_what_the_sample_server_says_beside_the_case(
    app: Askwell, cast: Cast, browser: Browser, case: int
) -> None:
    with sample() as url:
        connect(app, url)
        page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}")
        assert "Kettle" not in page.text  # the page did not wait for it
        shown = browser.get(page.link("Orders, plan, discounts"))
        assert "Kettle, delivered" in shown.text
        assert shown.link("Open the account") == f"https://shop.example.com/customers/{cast.dan.id}"
        block = browser.get(f"/desk/cases/{case}/context", **{"HX-Request": "true"})
        assert "Kettle" in block.text
        assert "<html" not in block.html
        memory.clear()
        connect(app, url, secret="somebody else's")
        assert "Not available" in browser.get(f"/desk/cases/{case}/context").text


def test_the_sample_server_starts_with_a_secret_only() -> None:
    environment = {**os.environ, "CONTEXT_SECRET": ""}
    ended = subprocess.run([sys.executable, str(SAMPLE)], env=environment, capture_output=True, text=True)
    assert ended.returncode != 0
    assert "CONTEXT_SECRET" in ended.stderr


def test_dan_and_guests_never_see_it(app: Askwell, cast: Cast, browser: Browser, case: int) -> None:
    with provider(saying(GOOD)) as (url, asked):
        connect(app, url)
        assert "zorcontextorder" in browser.sign_in(cast.ana).get(f"/desk/cases/{case}/context").text
        for who in (cast.dan, cast.bob):
            refused = browser.sign_in(who).get(f"/desk/cases/{case}/context")
            assert (refused.status, "zorcontextorder" in refused.html) == (403, False)
        assert "zorcontextorder" not in browser.sign_out().get(f"/desk/cases/{case}/context").html
        assert len(asked) == 1


def test_it_is_asked_once_a_minute_with_a_signature_and_no_address(
    app: Askwell, cast: Cast, browser: Browser, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with provider(saying(GOOD)) as (url, asked):
        connect(app, url)
        browser.sign_in(cast.ana)
        for _ in range(3):
            browser.get(f"/desk/cases/{case}/context")
        ((path, headers, body),) = asked
        assert b"example.com" not in body
        expected = client.signature(SECRET, "POST", path, headers[client.TIMESTAMP_HEADER], body)
        assert headers[client.SIGNATURE_HEADER] == expected
        monkeypatch.setattr(memory, "KEPT_SECONDS", 0)
        memory.clear()
        connect(app, url, email=True)
        for _ in range(2):
            browser.get(f"/desk/cases/{case}/context")
        assert len(asked) == 3
        assert b"dan@example.com" in asked[-1][2]


def test_nothing_is_asked_or_shown_for_an_erased_account(
    app: Askwell, cast: Cast, browser: Browser, case: int
) -> None:
    with provider(saying(GOOD)) as (url, asked):
        connect(app, url)
        assert "zorcontextorder" in browser.sign_in(cast.ana).get(f"/desk/cases/{case}/context").text
        with site(app):
            db.session.get_one(Person, cast.dan.id).erased_at = clock.now() - timedelta(seconds=1)
        assert "zorcontextorder" not in browser.get(f"/desk/cases/{case}/context").html
        assert not [key for key in memory._answers if key[1] == cast.dan.id]
        assert len(asked) == 1


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Bytes so slowly that no single wait is long."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    with pytest.raises(OSError):  # until the other side has enough
        for number in range(10_000):
            handler.wfile.write(b"X-%d: 1\r\n" % number)
            handler.wfile.flush()
            threading.Event().wait(0.02)


@pytest.mark.parametrize(
    "respond",
    [
        saying(b"no", status=500),
        saying(b"{", status=200),
        saying(b"[]"),
        saying(b'{"sections": "none"}'),
        saying(b'{"sections": [{"title": ["x"]}]}'),
        saying(b'{"sections": [{"title": "x", "links": [{"text": "x", "url": "javascript:alert(1)"}]}]}'),
        saying(b"[" * 50_000),
        saying(b'{"sections": []}' + b" " * client.BYTES_MAX),
        saying(GOOD, kind="text/html"),
        saying(GOOD, Content_Encoding="gzip"),
        saying(b"", status=302, Location="/elsewhere"),
        lambda handler: handler.wfile.write(b"what?\r\n\r\n"),
        drip,
    ],
)
def test_whatever_the_provider_does_nothing_breaks(
    app: Askwell,
    cast: Cast,
    browser: Browser,
    case: int,
    respond: Respond,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if respond is drip:
        monkeypatch.setattr(client, "DEADLINE_SECONDS", 0.2)
    with provider(respond) as (url, asked):
        connect(app, url)
        page = browser.sign_in(cast.ana).get(f"/desk/cases/{case}/context")
        assert page.status == 200
        assert "Not available" in page.text
        # Redirects are not followed. Where the machine stood still, the deadline may be over before anything is asked.
        assert len(asked) == 1 or (respond is drip and not asked)
        assert browser.get(f"/desk/cases/{case}").status == 200


def test_a_provider_that_refuses_or_hangs_is_not_available(
    app: Askwell, cast: Cast, browser: Browser, case: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "DEADLINE_SECONDS", 0.2)
    browser.sign_in(cast.ana)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        connect(app, f"http://127.0.0.1:{silent.getsockname()[1]}/")
        assert "Not available" in browser.get(f"/desk/cases/{case}/context").text  # refused
        silent.listen(1)
        memory.clear()
        assert "Not available" in browser.get(f"/desk/cases/{case}/context").text  # hangs
    memory.clear()
    connect(app, "http://127.0.0.1:9/", secret="")
    assert "Not available" in browser.get(f"/desk/cases/{case}/context").text


def test_everybody_can_read_that_other_systems_are_asked(app: Askwell, browser: Browser) -> None:
    assert "other systems" not in browser.get("/privacy").text
    app.config["SETTINGS"].keep_guest_pages = False
    connect(app, "http://127.0.0.1:9/")
    page = browser.get("/privacy")
    assert "Our own other systems (127.0.0.1)" in page.text
    told = "The number of your account here, and your e-mail address"
    assert told not in page.text
    connect(app, "http://127.0.0.1:9/", email=True)
    assert told in browser.get("/privacy").text


def test_a_site_without_a_provider_has_no_box(app: Askwell, cast: Cast, browser: Browser, case: int) -> None:
    assert "In our other systems" not in browser.sign_in(cast.ana).get(f"/desk/cases/{case}").text
    assert "Not available" in browser.get(f"/desk/cases/{case}/context").text
