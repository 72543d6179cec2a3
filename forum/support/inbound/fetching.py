"""Mails are fetched from a mailbox (IMAP), for sites whose mail server calls no command.

A message is marked as seen only after it is kept and committed: a process that dies in between fetches it again, and
the same mail is kept once. Whatever the server does, an answer that takes too long ends the conversation.
"""

from __future__ import annotations

import imaplib
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa

from forum.core import clock, jobs
from forum.core.db import db
from forum.core.settings import of_site
from forum.support.inbound import actions, policy
from forum.support.inbound.actions import receiving

log = logging.getLogger(__name__)

JOB = "fetch mail"
ANSWER_SECONDS = 30  # a server's single answer
WHOLE_SECONDS = 300  # one visit; what is left is fetched at the next one
LEASE_SECONDS = 330  # longer than that
AT_ONCE = 200  # messages of one visit


@jobs.handles(JOB, lane="fetch", lease_seconds=LEASE_SECONDS, attempts_max=1)
def _fetch(_claimed: Sequence[jobs.Claimed]) -> None:
    fetch()


def fetch_soon() -> None:
    """By the clock: look into the mailbox, unless somebody is there already. A look that failed is taken again then."""
    if not of_site().imap_url:
        return
    db.session.execute(sa.delete(jobs.Job).where(jobs.Job.kind == JOB, jobs.Job.failed_at.is_not(None)))
    if db.session.scalar(sa.select(jobs.Job.id).where(jobs.Job.kind == JOB)) is None:
        jobs.enqueue(JOB, {"at": clock.now().isoformat()})


def fetch() -> int:
    """Keep the unseen messages, each committed before it is marked. Returns how many were new.

    Raises `OSError` or `imaplib.IMAP4.error` when the server is away or does not understand.
    """
    new = 0
    with mailbox(WHOLE_SECONDS) as client:
        _said, found = client.uid("SEARCH", "UNSEEN")
        for uid in (found[0] or b"").split()[:AT_ONCE]:
            raw, size = _message(client, uid.decode())
            if raw:
                new += actions.receive(raw, "imap", size) is not None
                db.session.commit()
            client.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Seen)")
    return new


def check() -> str:
    """For the doctor: "" when the mailbox answers, or none is set."""
    if not of_site().imap_url:
        return ""
    try:
        with mailbox(10):
            return ""
    except (OSError, imaplib.IMAP4.error) as error:
        return f"The mailbox does not answer ({error}); look at ASKWELL_IMAP_URL. Mail waits there and is not lost."


@contextmanager
def mailbox(seconds: float) -> Iterator[imaplib.IMAP4]:
    """The mailbox of ASKWELL_IMAP_URL, opened for writing; cut off after so many seconds."""
    where = urlsplit(of_site().imap_url)
    host, folder = where.hostname or "localhost", unquote(where.path.strip("/")) or "INBOX"
    context = ssl.create_default_context()
    answer = min(seconds, ANSWER_SECONDS)
    client: imaplib.IMAP4
    if where.scheme == "imaps":
        client = imaplib.IMAP4_SSL(host, where.port or 993, ssl_context=context, timeout=answer)
    else:
        client = imaplib.IMAP4(host, where.port or 143, timeout=answer)
    with _cut_off(client, seconds):
        try:
            if where.scheme == "imap+starttls":
                client.starttls(ssl_context=context)
            client.login(unquote(where.username or ""), unquote(where.password or ""))
            said, why = client.select(f'"{folder}"')
            if said != "OK":
                raise imaplib.IMAP4.error(f"no folder {folder}: {why!r}"[:200])
            yield client
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()


def _message(client: imaplib.IMAP4, uid: str) -> tuple[bytes, int]:
    """A message, or the beginning of one that is too large, and its size."""
    _said, sizes = client.uid("FETCH", uid, "(RFC822.SIZE)")
    known = re.search(rb"RFC822\.SIZE (\d+)", sizes[0] if sizes and isinstance(sizes[0], bytes) else b"")
    size = int(known[1]) if known else 0
    part = "BODY.PEEK[]" if size <= policy.BYTES_MAX else f"BODY.PEEK[]<0.{receiving.KEPT_OF_TOO_LARGE}>"
    _said, parts = client.uid("FETCH", uid, f"({part})")
    raw = next((each[1] for each in parts or [] if isinstance(each, tuple)), b"")
    return raw, max(size, len(raw))


@contextmanager
def _cut_off(client: imaplib.IMAP4, seconds: float) -> Iterator[None]:
    def cut() -> None:
        with suppress(OSError):
            client.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
