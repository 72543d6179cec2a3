"""Queued mail is sent: by a lane of the worker that nothing else waits for, again and again while a server is slow,
hangs, refuses for now or is away. Given up is only what a server refuses for good, and that is kept for people to see.

A mail may be sent twice (the worker is killed after the server took it), with the same Message-ID.
"""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from flask import current_app

from forum.core import clock, events, jobs
from forum.core.db import db, may_write

KIND = "mail"
ANSWER_SECONDS = 20  # a server's single answer
WHOLE_SECONDS = 45  # one mail from first to last: also a server that drips ends then
LEASE_SECONDS = 75  # longer than that
PAUSE_MAX_SECONDS = 30 * 60
GIVEN_UP_DAYS = 30  # so long people may look at what a server refused
ATTEMPTS_MAX = 250  # five days at that pause, as RFC 5321 (4.5.4.1) advises
_POLICY_REFUSAL = re.compile(
    r"\b5\.7\.\d"
)  # RFC 3463: about us, not about this mailbox; an admin can mend it


def compose(payload: dict[str, Any], sender: str) -> EmailMessage:
    """The message of a queued mail. Header injection is impossible: the policy refuses line breaks."""
    name, address = parseaddr(sender)
    user, _, domain = address.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=name, username=user, domain=domain)
    message["To"] = payload["to"]
    message["Subject"] = payload["subject"]
    message["Date"] = payload["date"]
    message["Message-ID"] = payload["message_id"]
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # no "I am on holiday" for each notice
    for header, value in payload.get("headers", {}).items():
        message[header] = value
    message.set_content(payload["text"])
    message.add_alternative(payload["html"], subtype="html")
    if payload.get("invitation"):
        method, entry = payload["invitation"]
        # Once as a way to read the mail, for programs that show a button, once as a file, for all others.
        message.add_alternative(entry, subtype="calendar", params={"method": method})
        message.add_attachment(entry.encode(), "application", "ics", filename="invite.ics")
    return message


def known_by(find: Callable[[str], object | None]) -> None:
    """Say who is still here: `find(address)` is None for an address whose person left, was shut out or has another."""
    global _find
    _find = find


_find: Callable[[str], object | None] = lambda _address: True  # noqa: E731


def asks(holds: Callable[[dict[str, Any]], bool], write_again: Callable[[dict[str, Any]], None]) -> None:
    """Say who knows whether what a mail tells still holds: `holds(told)`; else `write_again(told)` is called, which may
    queue another mail with what does."""
    global _holds, _write_again
    _holds, _write_again = holds, write_again


_holds: Callable[[dict[str, Any]], bool] = lambda _told: True  # noqa: E731
_write_again: Callable[[dict[str, Any]], None] = lambda _told: None  # noqa: E731


def _outdated(payload: dict[str, Any]) -> bool:
    """A notice waited until its reader was gone, or until what it tells was undone: she must not learn any more what she
    may not see any more."""
    told = payload.get("told")
    if not payload.get("notice") and not told:
        return False
    token = may_write.set(False)  # no lock while a server is spoken to
    try:
        gone = bool(payload.get("notice")) and _find(payload["to"]) is None
        undone = not gone and told is not None and not _holds(told)
        db.session.rollback()
    finally:
        may_write.reset(token)
    if undone and told is not None:
        _write_again(told)
    return gone or undone


def forget_given_up() -> int:
    """Delete mails that were given up long enough ago. By the clock."""
    old = clock.now() - timedelta(days=GIVEN_UP_DAYS)
    gone = sa.delete(jobs.Job).where(jobs.Job.kind == KIND, jobs.Job.failed_at < old)
    return int(db.session.execute(gone).rowcount)  # type: ignore[attr-defined]


def _given_up(job: jobs.Claimed, because: str) -> None:
    """Features above may want to know: whose address is it?"""
    events.emit("mail.given_up", address=job.payload["to"], because=because)


@jobs.handles(
    KIND,
    lane="mail",
    lease_seconds=LEASE_SECONDS,
    attempts_max=ATTEMPTS_MAX,
    pause_max_seconds=PAUSE_MAX_SECONDS,
    given_up=_given_up,
)
def _send(claimed: Sequence[jobs.Claimed]) -> None:
    settings = current_app.config["SETTINGS"]
    for job in claimed:
        if _outdated(job.payload):
            continue
        try:
            deliver(compose(job.payload, settings.mail_from), settings.mail_url)
        except smtplib.SMTPException as error:
            because = refused_for_good(error)
            if because:
                raise jobs.GiveUp(because) from error
            raise


def refused_for_good(error: smtplib.SMTPException) -> str:
    """What a server said that will never take this mail for this address; "" when trying again may help.

    5xx about the recipient or the content is for good (RFC 5321, 4.2.1), unless it is about us: signing in, the
    sender, or a policy (5.7.x), which an admin can mend.
    """
    said: bytes | str
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPDataError):
        code, said = error.smtp_code, error.smtp_error
    elif isinstance(error, smtplib.SMTPNotSupportedError):
        return str(error)
    else:
        return ""
    words = " ".join((said.decode("utf-8", "replace") if isinstance(said, bytes) else said).split())
    return f"{code} {words}" if 500 <= code < 600 and not _POLICY_REFUSAL.search(words) else ""


def deliver(message: EmailMessage, url: str) -> None:
    """Hand one message over. Raises `OSError` or `smtplib.SMTPException`; never takes longer than `WHOLE_SECONDS`
    once connected."""
    where = urlsplit(url)
    if where.scheme == "console":
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        print(f"--- mail to {message['To']}: {message['Subject']}\n{text}---", file=sys.stdout, flush=True)
        return
    with connected(url, WHOLE_SECONDS) as client:
        client.send_message(message)


@contextmanager
def connected(url: str, seconds: float) -> Iterator[smtplib.SMTP]:
    """A conversation with the server of `ASKWELL_MAIL_URL`, signed in, that is cut off after so many seconds."""
    where = urlsplit(url)
    host = where.hostname or "localhost"
    context = ssl.create_default_context()
    answer = min(seconds, ANSWER_SECONDS)
    client: smtplib.SMTP
    if where.scheme == "smtps":
        client = smtplib.SMTP_SSL(timeout=answer, context=context)
    else:
        client = smtplib.SMTP(timeout=answer)
    client._host = host  # type: ignore[attr-defined]  # whose certificate it must be; else only the constructor sets it
    with _cut_off(client, seconds), client:
        client.connect(host, where.port or (465 if where.scheme == "smtps" else 25))
        if where.scheme == "smtp+starttls":
            client.starttls(context=context)
        if where.username:
            client.login(unquote(where.username), unquote(where.password or ""))
        yield client


@contextmanager
def _cut_off(client: smtplib.SMTP, seconds: float) -> Iterator[None]:
    """The timeout of a socket begins anew with each byte; this one does not."""

    def cut() -> None:
        if client.sock is not None:
            with suppress(OSError):
                client.sock.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(seconds, cut)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
