"""Mail servers that are away, slow, hang or refuse: real conversations on loopback. Mail waits and none is lost."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller

from forum import Askwell
from forum.accounts.models import Person
from forum.core import clock, jobs, sending
from forum.core.db import db
from forum.core.jobs import Job
from forum.notifications.models import MailChoice
from tests.contracts.outside import eventually
from tests.factories import Cast, answer, question, site
from tests.mails import write_notices
from tests.pages import Browser
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port


class Server:
    """A mail server that says what it is told to say, and keeps what it takes."""

    def __init__(self) -> None:
        self.port = free_port()
        self.recipient, self.data = "250 fine", "250 taken"
        self.drops_after_taking = False
        self.taken: list[Any] = []

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.data.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content))
        if self.drops_after_taking:
            server.transport.close()
        return self.data

    @contextmanager
    def running(self) -> Iterator[Server]:
        controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=PATIENCE_SECONDS)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()


@pytest.fixture
def server(app: Askwell, cast: Cast) -> Server:
    """A server (not started), the address of which the site has; one mail to Carla waits."""
    found = Server()
    app.config["SETTINGS"].mail_url = f"smtp://127.0.0.1:{found.port}"
    answer(app, question(app, cast.carla), cast.bob)
    write_notices(app)
    return found


def send(app: Askwell, hours_later: float = 0) -> int:
    with clock.moved(timedelta(hours=hours_later)), app.app_context():
        return jobs.run_once("mail")


def waiting(app: Askwell) -> Job | None:
    with app.app_context():
        found: Job | None = db.session.scalar(sa.select(Job).where(Job.kind == "mail"))
        db.session.expunge_all()
        return found


def test_mail_waits_while_the_server_is_away_and_goes_out_when_it_is_back(
    app: Askwell, server: Server
) -> None:
    for hours in range(100):  # four days
        assert send(app, hours) == 0
    found = waiting(app)
    assert found is not None
    assert found.failed_at is None
    assert found.attempts == 100
    with server.running():
        assert send(app, 101) == 1
    assert [m["To"] for m in server.taken] == ["carla@example.com"]
    assert waiting(app) is None


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_kept_and_told(
    app: Askwell, cast: Cast, server: Server
) -> None:
    with server.running():
        server.recipient = "450 4.2.1 mailbox busy"
        assert send(app) == 0
        server.recipient, server.data = "250 fine", "451 4.3.0 not now"
        assert send(app, 1) == 0
        server.data = "554 5.7.1 your address is on a list"  # an admin can mend that
        assert send(app, 2) == 0
        found = waiting(app)
        assert found is not None
        assert found.failed_at is None
        server.recipient, server.data = "550 5.1.1 no such person here", "250 taken"
        assert send(app, 3) == 0
        found = waiting(app)
        assert found is not None
        assert found.failed_at is not None
        assert send(app, 100) == 0
        with site(app):
            choice = db.session.get_one(MailChoice, cast.carla.id)
            assert "no such person here" in choice.bounce
            jobs.take_up_again(found.id)
        server.recipient = "250 fine"
        assert send(app, 101) == 1
    assert len(server.taken) == 1


def test_a_mail_that_is_sent_twice_has_one_message_id(app: Askwell, server: Server) -> None:
    server.drops_after_taking = True  # it took the mail, but we never hear of it
    with server.running():
        assert send(app) == 0
        server.drops_after_taking = False
        assert send(app, 1) == 1
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


@contextmanager
def hanging() -> Iterator[tuple[int, threading.Event]]:
    """A port that takes connections and never says a word; and whether somebody came."""
    came, over = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)

        def listen() -> None:
            held = []
            while not over.is_set():
                try:
                    held.append(listening.accept()[0])
                    came.set()
                except TimeoutError:
                    continue
            for each in held:
                each.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield listening.getsockname()[1], came
        finally:
            over.set()
            thread.join()


def test_a_server_that_hangs_holds_up_nothing_but_mail(
    app: Askwell, server: Server, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sending, "ANSWER_SECONDS", PATIENCE_SECONDS
    )  # it hangs for longer than this test takes
    monkeypatch.setattr(sending, "WHOLE_SECONDS", PATIENCE_SECONDS)
    done = threading.Event()

    @jobs.handles("test-beside")
    def _beside(_claimed: Any) -> None:
        done.set()

    stop = threading.Event()
    with hanging() as (port, came):
        app.config["SETTINGS"].mail_url = f"smtp://127.0.0.1:{port}"
        worker = threading.Thread(target=jobs.work, args=(app, stop, lambda: None))
        worker.start()
        try:
            assert came.wait(PATIENCE_SECONDS)
            with site(app):
                jobs.enqueue("test-beside", {})
            assert eventually(done.is_set, 2)
            found = waiting(app)
            assert found is not None  # still in that conversation
            assert found.leased_until is not None
        finally:
            stop.set()
    worker.join()
    jobs._kinds.pop("test-beside")
    assert eventually(lambda: (waiting(app) or found).leased_until is None, 2)


def test_a_server_that_drips_is_cut_off(
    app: Askwell, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each byte begins a socket's timeout anew, so that alone would let one server hold a mail for ever."""
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.3)
    over = threading.Event()

    async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while not over.is_set() and not writer.is_closing():
            writer.write(b"2")
            await asyncio.sleep(0.05)

    async def serve(port: int, ready: threading.Event) -> None:
        listening = await asyncio.start_server(drip, "127.0.0.1", port)
        ready.set()
        while not over.is_set():
            await asyncio.sleep(0.05)
        listening.close()

    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(serve(server.port, ready)))
    thread.start()
    try:
        assert ready.wait(PATIENCE_SECONDS)
        assert send(app) == 0
    finally:
        over.set()
        thread.join()
    found = waiting(app)
    assert found is not None
    assert "Disconnected" in found.last_error


def test_a_mail_that_waited_until_its_reader_was_shut_out_is_not_sent(
    app: Askwell, cast: Cast, server: Server, browser: Browser
) -> None:
    bob = cast.bob
    browser.submit(browser.get("/reset"), "/reset", email=bob.email)  # about the account: that goes out
    with site(app):
        for person in (cast.carla, bob):
            db.session.get_one(Person, person.id).suspended_at = clock.now()
    with server.running(), app.app_context():
        while jobs.run_once("mail"):
            pass
    assert [m["To"] for m in server.taken] == ["bob@example.com"]
    assert waiting(app) is None


def test_what_was_refused_a_month_ago_is_forgotten(app: Askwell, server: Server) -> None:
    server.recipient = "550 5.1.1 no such person here"
    with server.running():
        send(app)
    with site(app):
        assert sending.forget_given_up() == 0
        with clock.moved(timedelta(days=31)):
            assert sending.forget_given_up() == 1
