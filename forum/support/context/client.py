"""Asking a context provider: one signed request, two seconds in all, one answer of bounded size, nothing followed.

The address is the operator's and never made of what anybody typed. Redirects are not followed and proxies of the
environment are not used: nobody but that address is ever spoken to (THREATS: server-side request forgery). It may be
inside the operator's own network or on this machine, but what its name means is looked at once: never the place where a
cloud hands out keys, a neighbour by link, or a whole group of machines.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import http.client
import ipaddress
import json
import logging
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from forum.accounts.federated import fetching

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
        host, secure = where.hostname or "", where.scheme == "https"
        port = where.port or (443 if secure else 80)
        address = _address(host, port)
        if self.late:
            raise NotAvailable("too late")
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self.connection = kind(host, port, timeout=DEADLINE_SECONDS)
        self.connection.sock = socket.create_connection((address, port), DEADLINE_SECONDS)
        if secure:
            context = ssl.create_default_context()
            self.connection.sock = context.wrap_socket(self.connection.sock, server_hostname=host)
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


def _address(host: str, port: int) -> str:
    """The address to connect to: looked up once, so that a second answer of the name server changes nothing."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(may_reach, found)):
        raise NotAvailable("its name leads where nothing is asked")
    return found[0]


def may_reach(address: str) -> bool:
    """May a provider stand at this numeric address? In public, in the operator's network, and on this machine."""
    there = ipaddress.ip_address(address.partition("%")[0])
    there = getattr(there, "ipv4_mapped", None) or there
    return there.is_loopback or fetching.may_ask(there, named=True)


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
