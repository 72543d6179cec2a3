"""Mail behind one door. Queued with the deed, sent by the worker, tried again when the server is slow or away."""

from __future__ import annotations

import logging
import smtplib
import ssl
import sys
from collections.abc import Callable, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale

from forum.config import LANGUAGES, Settings
from forum.core import clock, jobs, links, reply_addresses
from forum.core.text import clean_line

log = logging.getLogger(__name__)
SMTP_TIMEOUT_SECONDS = 20
ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058
#: Begins the reply line. What stands below the first line that has it is ours, whatever language the line is in.
REPLY_MARK = "##-"


def send_later(
    to: str,
    message: str,
    lang: str | None,
    about: str | None = None,
    unsubscribe: str | None = None,
    **context: Any,
) -> None:
    """Queue the mail `templates/email/<message>/` (subject.txt, body.txt, body.html) in the current transaction.

    It is written in the language of the person it goes to, now, and sent by the worker. The mail keeps one Message-ID
    however often it is sent: a worker that is killed after sending sends it again, and mail programs show it once.

    `about`: "question:34" or "private:34" joins all mails of that question to one thread and, where inbound mail is set
    up, makes the mail answerable: `Reply-To` is an address signed for this person and thing, and a line says so.
    `unsubscribe`: whole address of a page that ends mails like this one by POST (RFC 8058), for notices only.
    """
    settings = current_app.config["SETTINGS"]
    language = lang if lang in LANGUAGES else settings.default_language
    headers = _thread(settings, to, about) if about else {}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": ONE_CLICK}
    context |= {
        "reply_mark": REPLY_MARK if "Reply-To" in headers else "",
        "private": bool(about and about.startswith("private:")),
        "unsubscribe": unsubscribe,
    }
    context.setdefault("site_name", settings.site_name)
    with force_locale(language):
        subject = clean_line(render_template(f"email/{message}/subject.txt", **context))
        body = render_template(f"email/{message}/body.txt", **context)
        text = render_template("email/layout.txt", body=body, **context)
        html = render_template(f"email/{message}/body.html", lang=language, **context)
    jobs.enqueue(
        "mail",
        {
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "message_id": make_msgid(domain=_domain(settings)),
            "date": format_datetime(clock.now()),
            "headers": headers,
        },
    )


def answerable(find: Callable[[str], tuple[int, str] | None]) -> None:
    """Say who can be answered: `find(address)` gives a person's number and what their reply addresses are bound to
    (see `forum.core.reply_addresses`), None for nobody. Accounts are above the core, so they are registered."""
    global _find_person
    _find_person = find


_find_person: Callable[[str], tuple[int, str] | None] = lambda _address: None  # noqa: E731


def _domain(settings: Settings) -> str:
    return parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"


def _thread(settings: Settings, to: str, about: str) -> dict[str, str]:
    key = current_app.config["SECRET_KEY"]
    first = reply_addresses.thread_id(key, about, _domain(settings))
    headers = {"In-Reply-To": first, "References": first}
    found = _find_person(to) if settings.reply_address else None
    if found is not None:
        token = reply_addresses.make(key, about, *found)
        headers["Reply-To"] = reply_addresses.address(settings.reply_address, token)
    return headers


def whole(path: str) -> str:
    """A path of this site with its address before it, for mails (see `forum.core.links`)."""
    return links.base() + path


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
    for name, value in payload.get("headers", {}).items():
        message[name] = value
    message.set_content(payload["text"])
    message.add_alternative(payload["html"], subtype="html")
    return message


@jobs.handles("mail", batch=1)
def _send(claimed: Sequence[jobs.Claimed]) -> None:
    settings = current_app.config["SETTINGS"]
    for job in claimed:
        deliver(compose(job.payload, settings.mail_from), settings.mail_url)


def deliver(message: EmailMessage, url: str) -> None:
    """Hand one message over. Raises `OSError` or `smtplib.SMTPException`: the job is tried again later."""
    where = urlsplit(url)
    if where.scheme == "console":
        body = message.get_body(("plain",))
        text = body.get_content() if body else ""
        print(f"--- mail to {message['To']}: {message['Subject']}\n{text}---", file=sys.stdout, flush=True)
        return
    host = where.hostname or "localhost"
    context = ssl.create_default_context()
    client: smtplib.SMTP
    if where.scheme == "smtps":
        client = smtplib.SMTP_SSL(host, where.port or 465, timeout=SMTP_TIMEOUT_SECONDS, context=context)
    else:
        client = smtplib.SMTP(host, where.port or 25, timeout=SMTP_TIMEOUT_SECONDS)
    with client:
        if where.scheme == "smtp+starttls":
            client.starttls(context=context)
        if where.username:
            client.login(unquote(where.username), unquote(where.password or ""))
        client.send_message(message)
