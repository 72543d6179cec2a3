"""Asking a context provider: one signed request, two seconds in all, one answer of bounded size, nothing followed.

The address is the operator's and never made of what anybody typed. Redirects are not followed and proxies of the
environment are not used: nobody but that address is ever spoken to (THREATS: server-side request forgery).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import json
import logging
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

log = logging.getLogger(__name__)

DEADLINE_SECONDS = 2.0  # from looking up the name to the last byte
BYTES_MAX = 64 * 1024  # of an answer; a page has room for far less
AT_ONCE_MAX = (
    8  # requests of this process that may be under way: a provider that hangs must not fill it with threads
)
TIMESTAMP_HEADER = "X-Askwell-Timestamp"
SIGNATURE_HEADER = "X-Askwell-Signature"

_free = threading.BoundedSemaphore(AT_ONCE_MAX)


class NotAvailable(Exception):
    """No answer that can be used; says why, without anything of the answer."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where to ask, and what requests are signed with."""

    url: str
    secret: str


def signature(secret: str, method: str, path: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) in hex over "METHOD\\nPATH\\nTIMESTAMP\\n" and the body; `path` with its query string."""
    signed = f"{method}\n{path}\n{timestamp}\n".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def ask(provider: Provider, question: dict[str, Any]) -> bytes:
    """The body of the provider's answer to `question` (sent as JSON). Raises `NotAvailable` within the deadline."""
    if not provider.secret:
        raise NotAvailable("there is no secret to sign with")
    if not _free.acquire(blocking=False):
        raise NotAvailable(f"{AT_ONCE_MAX} requests wait already")
    exchange = _Exchange(provider, json.dumps(question).encode())
    # A thread, because looking up a name and a handshake can't be given a deadline in all in another way.
    thread = threading.Thread(target=exchange.run, daemon=True, name="context")
    try:
        thread.start()
    except RuntimeError:
        _free.release()
        raise NotAvailable("no thread to ask with") from None
    return exchange.result()


class _Exchange:
    """One request. Its thread ends by itself soon after the deadline: its socket is shut then."""

    def __init__(self, provider: Provider, body: bytes) -> None:
        self.provider, self.body = provider, body
        self.ends = time.monotonic() + DEADLINE_SECONDS
        self.done = threading.Event()
        self.late = False
        self.answer: bytes | None = None
        self.why = ""
        self.connection: http.client.HTTPConnection | None = None

    def result(self) -> bytes:
        if not self.done.wait(max(0.0, self.ends - time.monotonic())):
            self.late = True
            self._shut()
            raise NotAvailable(f"no answer within {DEADLINE_SECONDS:g} s")
        if self.answer is None:
            raise NotAvailable(self.why)
        return self.answer

    def run(self) -> None:
        try:
            self.answer = self._exchanged()
        except NotAvailable as refused:
            self.why = str(refused)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.why = type(error).__name__
        finally:
            if self.connection is not None:
                self.connection.close()
            self.done.set()
            _free.release()

    def _shut(self) -> None:
        """Wake the thread that still reads: its socket ends now."""
        sock = self.connection.sock if self.connection is not None else None
        if sock is not None:
            with contextlib.suppress(OSError):  # it ended meanwhile
                sock.shutdown(socket.SHUT_RDWR)

    def _exchanged(self) -> bytes:
        where = urlsplit(self.provider.url)
        path = (where.path or "/") + (f"?{where.query}" if where.query else "")
        timestamp = str(int(time.time()))
        self.connection = _connection(where.scheme, where.hostname or "", where.port)
        self.connection.connect()
        if self.late:
            raise NotAvailable("too late")
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "User-Agent": "Askwell",
            TIMESTAMP_HEADER: timestamp,
            SIGNATURE_HEADER: signature(self.provider.secret, "POST", path, timestamp, self.body),
        }
        self.connection.request("POST", path, self.body, headers)
        return _read(self.connection.getresponse())


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=DEADLINE_SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=DEADLINE_SECONDS)


def _read(response: http.client.HTTPResponse) -> bytes:
    if response.status != 200:
        raise NotAvailable(f"status {response.status}")
    kind = response.headers.get_content_type()
    if kind != "application/json":
        raise NotAvailable("the answer is no application/json")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise NotAvailable("the answer is compressed")
    body = response.read(BYTES_MAX + 1)
    if len(body) > BYTES_MAX:
        raise NotAvailable(f"more than {BYTES_MAX} bytes")
    return body
