"""Speaking to a provider: one request, bounded in time and size, nothing followed, only to an address that was looked at.

An admin names the issuer; everything else is named by its answers, so it is not trusted: https alone, and no address inside our own
network unless the admin named that very host (THREATS: server-side request forgery). The name is looked up once and that address is
connected to, so that a second answer of the name server changes nothing. Plain http is for providers on this machine, for a site that
is on this machine itself (development, tests).
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import logging
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any
from urllib.parse import urlsplit

from forum.core import links
from forum.core.text import N_

log = logging.getLogger(__name__)

DEADLINE_SECONDS = 6.0  # of one request, from the name to the last byte: somebody waits in front of a page
BYTES_MAX = 256 * 1024  # of one answer: a large set of keys has a tenth of that
_METADATA = (ipaddress.ip_address("169.254.169.254"), ipaddress.ip_address("fd00:ec2::254"))
# Inside networks of companies: RFC 1918, RFC 6598 (carriers, and networks laid over others), RFC 4193. Python's `is_private` says
# more than that.
_INSIDE = tuple(
    ipaddress.ip_network(each)
    for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
_names = ThreadPoolExecutor(4, thread_name_prefix="names")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotAvailable(Exception):
    """No answer that can be used. `args[0]`: a sentence for admins, without anything of the answer."""


def get(url: str, trusted_host: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at `url`. Raises `NotAvailable`. `trusted_host`: the issuer's, that an admin typed.

    Hold no transaction: it may take `DEADLINE_SECONDS`.
    """
    return fetch("GET", url, trusted_host, headers or {}, None)[1]


def fetch(
    method: str, url: str, trusted_host: str, headers: Mapping[str, str], body: str | None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of the answer; of a GET only with status 200. Raises `NotAvailable`."""
    ends = time.monotonic() + DEADLINE_SECONDS
    try:
        connection = _connection(url, trusted_host, ends)
        try:
            where = urlsplit(url)
            path = (where.path or "/") + (f"?{where.query}" if where.query else "")
            connection.request(
                method, path, body, {"Accept": "application/json", "User-Agent": "Askwell", **headers}
            )
            return _read(connection, connection.getresponse(), method, ends)
        finally:
            connection.close()
    except ssl.SSLError:
        raise NotAvailable(N_("Its certificate is not valid.")) from None
    except (OSError, http.client.HTTPException, UnicodeError):
        raise NotAvailable(N_("It does not answer.")) from None


def _read(
    connection: http.client.HTTPConnection, answer: http.client.HTTPResponse, method: str, ends: float
) -> tuple[int, dict[str, Any]]:
    if 300 <= answer.status < 400:
        raise NotAvailable(N_("It leads on to another address. Give the address itself."))
    if answer.status >= 500 or (method == "GET" and answer.status != 200):
        raise NotAvailable(N_("It answers with an error."))
    body = b""
    while piece := answer.read1(65_536):
        body += piece
        if len(body) > BYTES_MAX:
            raise NotAvailable(N_("Its answer is too long."))
        if connection.sock is not None:
            connection.sock.settimeout(_left(ends))
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise NotAvailable(N_("It does not answer in JSON: this is no address of OpenID Connect."))
    return answer.status, said


def _connection(url: str, trusted_host: str, ends: float) -> http.client.HTTPConnection:
    scheme, host, port = checked(url)
    address = _address_of(host, port, trusted_host, scheme, ends)
    if scheme == "https":
        made: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, port, context=ssl.create_default_context()
        )
    else:
        made = http.client.HTTPConnection(host, port)
    sock = socket.create_connection((str(address), port), _left(ends))
    if scheme == "https":
        sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    sock.settimeout(_left(ends))
    made.sock = sock
    return made


def checked(url: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that may be asked. Raises `NotAvailable` for one that never may."""
    try:
        where = urlsplit(url)
        port = where.port
    except ValueError:
        raise NotAvailable(N_("This is not an address of the web.")) from None
    host = where.hostname or ""
    strange = "@" in where.netloc or where.fragment or "\\" in url or any(ord(c) < 33 for c in url)
    if not host or strange or where.scheme not in ("https", "http"):
        raise NotAvailable(N_("This is not an address of the web."))
    if where.scheme == "http" and not site_is_here():
        raise NotAvailable(N_("Only addresses with https:// are asked."))
    return where.scheme, host, port or (443 if where.scheme == "https" else 80)


def site_is_here() -> bool:
    """Is this site itself only on this machine?"""
    host = urlsplit(links.base()).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _address_of(host: str, port: int, trusted_host: str, scheme: str, ends: float) -> Address:
    try:
        found = _names.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM).result(_left(ends))
    except (TooLate, UnicodeError, OSError):
        raise NotAvailable(N_("Its name is not known.")) from None
    addresses = [ipaddress.ip_address(str(each[4][0]).partition("%")[0]) for each in found]
    # All of them: who answers with a good and a bad one hopes that the bad one is taken.
    if not addresses or not all(may_ask(each, host == trusted_host, scheme) for each in addresses):
        raise NotAvailable(N_("It stands inside a network that is not asked."))
    return addresses[0]


def may_ask(address: Address, named: bool, scheme: str = "https") -> bool:
    """May a provider stand there? `named`: an admin typed this very host; then it may be inside our own network."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inside is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inside = ipaddress.ip_address(int(address) & 0xFFFFFFFF)  # type: ignore[assignment]
        if inside is not None:
            return may_ask(inside, named, scheme)
    if address.is_loopback:
        return site_is_here()
    if scheme == "http":
        return False
    if address in _METADATA:
        return False
    if any(address in network for network in _INSIDE):
        return named
    return address.is_global and not address.is_multicast


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise NotAvailable(N_("It does not answer."))
    return left
