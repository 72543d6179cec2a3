"""Addresses that a mail can be answered at: `reply+q34-12-<signature>@help.example.com`.

Each names one thing and one person and is signed for both, so that nobody can make one up. The signature covers the
person's address and epoch too: whoever changes either makes all older addresses worthless.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

SIGNATURE_CHARS = 20  # of base32: 100 bits
_KINDS = {"q": "question", "p": "private"}
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}
# Mail programs and servers may write a local part in capitals; nothing else of it may differ.
_TOKEN = re.compile(r"([qp])([1-9][0-9]{0,9})-([1-9][0-9]{0,9})-([a-z2-7]{20})")


@dataclass(frozen=True, slots=True)
class Token:
    """What an address says of itself: believe it only after `holds`."""

    about: str  # "question:34" | "private:34"
    person_id: int
    signature: str


def make(key: str, about: str, person_id: int, bound_to: str) -> str:
    """The token of one person and thing. `about`: "question:34" or "private:34"; `bound_to`: what ends it by changing."""
    kind, _, number = about.partition(":")
    return f"{_LETTERS[kind]}{int(number)}-{person_id}-{_sign(key, about, person_id, bound_to)}"


def address(setting: str, token: str) -> str:
    """The whole address: "reply@help.example.com" gives "reply+<token>@...", "@help.example.com" gives "<token>@..."."""
    user, _, domain = setting.rpartition("@")
    return f"{user}+{token}@{domain}" if user else f"{token}@{domain}"


def read(setting: str, given: str) -> Token | None:
    """The token in an address that was written to; None when it is none of ours. Linear in the address's length."""
    user, _, domain = setting.lower().rpartition("@")
    local, _, at = given.strip().lower().rpartition("@")
    if not domain or at != domain or len(local) > 64:
        return None
    found = _TOKEN.fullmatch(local.removeprefix(f"{user}+") if user else local)
    if found is None or (user and not local.startswith(f"{user}+")):
        return None
    return Token(f"{_KINDS[found[1]]}:{int(found[2])}", int(found[3]), found[4])


def holds(key: str, token: Token, bound_to: str) -> bool:
    """Is it signed by us, for this person's present address and epoch?"""
    return hmac.compare_digest(token.signature, _sign(key, token.about, token.person_id, bound_to))


def thread_id(key: str, about: str, domain: str) -> str:
    """The Message-ID that all mails of one question refer to, so that a mail program shows them together.

    The private part of a question belongs to the same thread. It can't be guessed: a mail that refers to it is an
    answer to one of ours.
    """
    number = about.partition(":")[2]
    return f"<question-{number}-{_sign(key, f'thread:{number}', 0, '')}@{domain}>"


def message_id(key: str, to: str, domain: str) -> str:
    """A new Message-ID of a mail to this address. It is signed: a report that it bounced can be told from a made-up one."""
    number = secrets.token_hex(10)
    return f"<{number}.{_sign(key, f'mail:{number}', 0, to.lower())}@{domain}>"


def is_ours(key: str, given: str, to: str) -> bool:
    """Is it the Message-ID of a mail that we sent to this address?"""
    number, _, signature = given.strip("<>").partition("@")[0].partition(".")
    return hmac.compare_digest(signature.encode(), _sign(key, f"mail:{number}", 0, to.lower()).encode())


def _sign(key: str, about: str, person_id: int, bound_to: str) -> str:
    words = f"reply\0{about}\0{person_id}\0{bound_to}".encode()
    digest = hmac.new(key.encode(), words, hashlib.sha256).digest()
    return base64.b32encode(digest).decode().lower()[:SIGNATURE_CHARS]
