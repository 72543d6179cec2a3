"""Mails are fetched from a real IMAP server: kept first, marked afterwards, and a server that hangs holds up nothing."""

from __future__ import annotations

import imaplib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import jobs
from forum.core.db import db
from forum.core.jobs import Job
from forum.support.inbound import fetching
from forum.support.inbound.models import InboundMail
from tests.contracts.outside import eventually
from tests.core.test_mail_server import hanging
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.patience import PATIENCE_SECONDS
from tests.ports import free_port
from tests.support.inbound.stage import REPLY, address, answerable, written


@dataclass
class Mailbox:
    """A mailbox that mail is put into."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://carl:pass%20word@127.0.0.1:{self.port}/INBOX"

    def open(self) -> imaplib.IMAP4:
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        client.login("carl", "pass word")
        client.select("INBOX")
        return client

    def put(self, raw: bytes) -> None:
        with self.open() as client:
            said, why = client.append("INBOX", "", imaplib.Time2Internaldate(0), raw.replace(b"\n", b"\r\n"))
            assert said == "OK", why

    def unseen(self) -> int:
        with self.open() as client:
            return len(client.search(None, "UNSEEN")[1][0].split())


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    """pymap, with mails of somebody's in it."""
    port = free_port()
    account = ["--demo-data", "--demo-user", "carl", "--demo-password", "pass word"]
    server = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("pymap")),
            "--no-tls",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "dict",
            *account,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    found = Mailbox(port)
    try:
        assert eventually(lambda: _answers(found), 10)
        yield found
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _answers(box: Mailbox) -> bool:
    try:
        with box.open():
            return True
    except (OSError, imaplib.IMAP4.error):
        return False


@pytest.fixture
def fetched(app: Askwell, mailbox: Mailbox) -> Askwell:
    """A site that fetches from it; nothing unseen is left there."""
    with mailbox.open() as client:
        for number in client.search(None, "UNSEEN")[1][0].split():
            client.store(number.decode(), "+FLAGS", r"(\Seen)")
    app.config["SETTINGS"].imap_url = mailbox.url
    return answerable(app)


def kept(app: Askwell) -> list[InboundMail]:
    with app.app_context():
        found = list(db.session.scalars(sa.select(InboundMail).order_by(InboundMail.id)))
        db.session.expunge_all()
        return found


def test_a_reply_in_the_mailbox_stands_in_the_thread(
    fetched: Askwell, cast: Cast, browser: Browser, mailbox: Mailbox
) -> None:
    number = question(fetched, cast.carla)
    answer(fetched, number, cast.bob)
    mailbox.put(written("carla@example.com", address(fetched, cast.carla), "From my mailbox.").as_bytes())
    with fetched.app_context():
        fetching.fetch_soon()
        fetching.fetch_soon()
        db.session.commit()
        assert db.session.scalar(sa.select(sa.func.count()).where(Job.kind == fetching.JOB)) == 1
        jobs.run_until_empty()
    assert "From my mailbox." in browser.get(f"/questions/{number}-x").text
    assert mailbox.unseen() == 0
    with fetched.app_context():
        assert fetching.fetch() == 0


def test_a_fetcher_that_dies_before_it_marked_a_mail_finds_it_again_and_keeps_it_once(
    fetched: Askwell, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailbox.put(written("nina@example.net", REPLY, "Once.").as_bytes())
    with monkeypatch.context() as patch:
        uid = imaplib.IMAP4.uid

        def dies(self: imaplib.IMAP4, command: str, *rest: str) -> object:
            if command == "STORE":
                raise ConnectionResetError
            return uid(self, command, *rest)

        patch.setattr(imaplib.IMAP4, "uid", dies)
        with fetched.app_context(), pytest.raises(ConnectionResetError):
            fetching.fetch()
    assert len(kept(fetched)) == 1
    assert mailbox.unseen() == 1
    with fetched.app_context():
        assert fetching.fetch() == 0
    assert mailbox.unseen() == 0
    assert len(kept(fetched)) == 1


def test_the_beginning_of_a_large_mail_is_fetched_alone(
    fetched: Askwell, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.support.inbound.policy.BYTES_MAX", 20_000)
    monkeypatch.setattr("forum.support.inbound.actions.receiving.KEPT_OF_TOO_LARGE", 5_000)
    mailbox.put(written("nina@example.net", REPLY, "x " * 50_000).as_bytes())
    with fetched.app_context():
        assert fetching.fetch() == 1
        [found] = db.session.scalars(sa.select(InboundMail))
        assert found.size > 50_000
        assert len(found.raw or b"") == 5_000


def test_a_mailbox_that_hangs_or_refuses_is_told_by_the_doctor_and_tried_again(
    fetched: Askwell, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = fetched.config["SETTINGS"]
    with fetched.app_context():
        assert fetching.check() == ""
        settings.imap_url = mailbox.url.replace("word", "wrong")
        assert "ASKWELL_IMAP_URL" in fetching.check()
    monkeypatch.setattr(fetching, "ANSWER_SECONDS", 0.2)
    with hanging() as (port, _came):
        settings.imap_url = f"imap://carl:x@127.0.0.1:{port}/"
        with site(fetched):
            assert "does not answer" in fetching.check()
            fetching.fetch_soon()
        with fetched.app_context():
            assert jobs.run_once(fetching.JOB) == 0
            fetching.fetch_soon()
            db.session.commit()
            assert db.session.scalars(sa.select(Job.failed_at).where(Job.kind == fetching.JOB)).all() == [
                None
            ]
