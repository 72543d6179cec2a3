"""A mail taken apart: who, what, answering what, with which files; and whether a machine wrote it."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import getaddresses
from typing import Any

import mail_markup  # type: ignore[import-not-found]
import mail_quotes  # type: ignore[import-not-found]

HEADER_CHARS = 4_000  # of one header; more says nothing more
TEXT_CHARS = 200_000  # of all words together
PARTS_MAX = 200
FILES_MAX = 20
ADDRESSES_MAX = 50
TO = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc", "Resent-To")
MACHINE = (
    "Auto-Submitted",
    "Precedence",
    "X-Auto-Response-Suppress",
    "X-Autoreply",
    "X-Autorespond",
    "X-Loop",
    "List-Id",
)
#: What programs call a coding, and what they send under that name: supersets, so that nothing is lost.
CODINGS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-1": "cp1252",
    "us-ascii": "utf-8",
    "ascii": "utf-8",
}
FALLBACKS = ("utf-8", "gb18030", "cp1252")


def take_apart(raw: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What can be said of a message as plain values, and the contents of its files in the order of `files`."""
    message = BytesParser(policy=compat32).parsebytes(raw)
    plain: list[str] = []
    marked: list[str] = []
    named: list[dict[str, Any]] = []
    files: list[bytes] = []
    for number, part in enumerate(_leaves(message)):
        if number >= PARTS_MAX:
            break
        kind, name = part.get_content_type(), _name(part)
        if (
            kind in ("text/plain", "text/html")
            and not name
            and part.get_content_disposition() != "attachment"
        ):
            (plain if kind == "text/plain" else marked).append(_text(part))
        elif kind not in ("message/delivery-status", "text/rfc822-headers") and len(named) < FILES_MAX:
            data = b"" if part.get_content_maintype() == "message" else _bytes(part)
            named.append({"name": name or f"{kind.replace('/', '.')}", "type": kind, "size": len(data)})
            files.append(data)
    text = "\n".join(plain)
    if not text.strip() and marked:
        text = "\n".join(mail_markup.to_text(each) for each in marked)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:TEXT_CHARS]
    senders = _addresses(message, ("From",))
    told = {
        "message_id": _line(message, "Message-ID"),
        "from": senders,
        "to": [address for _name, address in _addresses(message, TO)],
        "return_path": _line(message, "Return-Path") if "Return-Path" in message else None,
        "subject": _line(message, "Subject"),
        "references": (_line(message, "References") + " " + _line(message, "In-Reply-To")).split()[-50:],
        "machine": {name: _line(message, name) for name in MACHINE if name in message},
        "kind": message.get_content_type(),
        "report": str(message.get_param("report-type", ""))
        if message.get_content_type() == "multipart/report"
        else "",
        "bounce": _bounce(message),
        "text": text,
        "reply": mail_quotes.reply_of(text),
        "files": named,
    }
    return told, files


def _leaves(message: Message) -> Any:
    """Parts that are no containers; mails that hang on it are not opened."""
    if message.is_multipart() and message.get_content_maintype() == "multipart":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _text(part: Message) -> str:
    data = _bytes(part)
    named = str(part.get_content_charset() or "").strip("'\"")
    for coding in (CODINGS.get(named, named), *FALLBACKS):
        try:
            if coding and codecs.lookup(coding)._is_text_encoding:
                text = data.decode(coding)
                break
        except (LookupError, UnicodeError, ValueError):
            continue
    else:
        text = data.decode("utf-8", "replace")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = mail_quotes.unflow(text, str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _line(message: Message, name: str) -> str:
    value = str(message.get(name, ""))[:HEADER_CHARS]
    try:
        value = str(make_header(decode_header(value)))
    except (MessageError, LookupError, UnicodeError, ValueError):
        value = value.encode("utf-8", "replace").decode("utf-8", "replace")
    return " ".join(value.split())


def _addresses(message: Message, names: tuple[str, ...]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name in names:
        values = [str(v)[:HEADER_CHARS] for v in message.get_all(name, [])[:10]]
        try:
            pairs = getaddresses(values)[:ADDRESSES_MAX]
        except RecursionError:  # thousands of brackets, each inside the other: nobody's address
            pairs = []
        for words, address in pairs:
            with suppress(MessageError, LookupError, UnicodeError, ValueError):
                words = str(make_header(decode_header(words)))
            found.append((" ".join(words.split()), address.strip()))
    return found[:ADDRESSES_MAX]


def _name(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        name = str(make_header(decode_header(name))) if "=?" in name else name
    except (MessageError, LookupError, UnicodeError, ValueError):
        name = "file"
    return " ".join(name.split())[:200]


def _bounce(message: Message) -> dict[str, str] | None:
    """Of a report on delivery (RFC 3464): which address, which status, and the Message-ID of ours that failed."""
    if message.get_content_type() != "multipart/report":
        return None
    told = {"address": "", "action": "", "status": "", "said": "", "message_id": ""}
    for part in message.get_payload() if message.is_multipart() else []:
        if not isinstance(part, Message):
            continue
        if part.get_content_type() == "message/delivery-status":
            for fields in list(part.get_payload())[:10] if part.is_multipart() else []:
                if isinstance(fields, Message) and fields.get("Final-Recipient"):
                    to = fields.get("Original-Recipient") or fields["Final-Recipient"]
                    told["address"] = str(to).rpartition(";")[2].strip()[:320]
                    told["action"] = str(fields.get("Action", "")).strip().lower()[:40]
                    told["status"] = str(fields.get("Status", "")).strip()[:20]
                    said = str(fields.get("Diagnostic-Code", "")).partition(";")
                    told["said"] = " ".join((said[2] or said[0]).split())[:500]
        elif part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            words = str(inner[0]) if isinstance(inner, list) and inner else str(inner)
            found = re.search(r"(?im)^message-id:\s*(<[^>\s]{1,300}>)", words[:50_000])
            told["message_id"] = found[1] if found else ""
    return told if told["address"] else None
