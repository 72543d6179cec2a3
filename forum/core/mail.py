"""Mail behind one door. Queued with the deed, sent by the worker, tried again when the server is slow or away."""

from __future__ import annotations

import logging
import smtplib
import ssl
import sys
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template
from flask_babel import force_locale

from forum.config import LANGUAGES
from forum.core import clock, jobs, links
from forum.core.text import clean_line

log = logging.getLogger(__name__)
SMTP_TIMEOUT_SECONDS = 20


def send_later(to: str, message: str, lang: str | None, **context: Any) -> None:
    """Queue the mail `templates/email/<message>/` (subject.txt, body.txt, body.html) in the current transaction.

    It is written in the language of the person it goes to, now, and sent by the worker.
    """
    settings = current_app.config["SETTINGS"]
    language = lang if lang in LANGUAGES else settings.default_language
    context.setdefault("site_name", settings.site_name)
    with force_locale(language):
        subject = clean_line(render_template(f"email/{message}/subject.txt", **context))
        text = render_template(f"email/{message}/body.txt", **context)
        html = render_template(f"email/{message}/body.html", lang=language, **context)
    domain = parseaddr(settings.mail_from)[1].rpartition("@")[2] or "localhost"
    jobs.enqueue(
        "mail",
        {
            "to": to,
            "subject": subject,
            "text": text,
            "html": html,
            "message_id": make_msgid(domain=domain),
            "date": format_datetime(clock.now()),
        },
    )


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
