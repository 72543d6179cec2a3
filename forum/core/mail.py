"""Mail behind one door: written and queued with the deed. `forum.core.sending` sends it."""

from __future__ import annotations

from collections.abc import Callable
from email.utils import format_datetime, parseaddr
from typing import Any

from flask import current_app, render_template
from flask_babel import force_locale

from forum.config import LANGUAGES, Settings
from forum.core import brand, clock, jobs, links, reply_addresses, sending
from forum.core.text import clean_line

ONE_CLICK = "List-Unsubscribe=One-Click"  # RFC 8058
#: Begins the reply line. What stands below the first line that has it is ours, whatever language the line is in.
REPLY_MARK = "##-"


def send_later(to: str, message: str, lang: str | None, **how: Any) -> None:
    """Queue the mail `templates/email/<message>/` in the current transaction: see `write` for all that can be said."""
    jobs.enqueue(sending.KIND, write(to, message, lang, **how))


def write(
    to: str,
    message: str,
    lang: str | None,
    about: str | None = None,
    unsubscribe: str | None = None,
    calendar: tuple[str, str] | None = None,
    told: dict[str, Any] | None = None,
    **context: Any,
) -> dict[str, Any]:
    """What a job of kind `sending.KIND` sends: the mail `templates/email/<message>/` (subject.txt, body.txt, body.html).

    It is written in the language of the person it goes to, now, and sent by the worker. The mail keeps one Message-ID
    however often it is sent: a worker that is killed after sending sends it again, and mail programs show it once.

    `about`: "question:34" or "private:34" joins all mails of that question to one thread and, where inbound mail is set
    up, makes the mail answerable: `Reply-To` is an address signed for this person and thing, and a line says so.
    `unsubscribe`: whole address of a page that ends mails like this one by POST (RFC 8058), for notices only.
    `told`: what `sending.asks` is given before it goes: may it still be told?
    `calendar`: method ("REQUEST", "CANCEL") and text of a calendar entry (RFC 6047) that comes with the mail.
    """
    settings = current_app.config["SETTINGS"]
    language = lang if lang in LANGUAGES else settings.default_language
    headers = _thread(settings, to, about) if about else {}
    if unsubscribe:
        headers |= {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": ONE_CLICK}
    context |= {
        "reply_mark": REPLY_MARK if "Reply-To" in headers else "",
        "of_question": about is not None,
        "private": bool(about and about.startswith("private:")),
        "unsubscribe": unsubscribe,
    }
    context.setdefault("site_name", brand.name())
    context.setdefault("colours", brand.palette("light"))
    with force_locale(language):
        subject = clean_line(render_template(f"email/{message}/subject.txt", **context))
        body = render_template(f"email/{message}/body.txt", **context)
        text = render_template("email/layout.txt", body=body, **context)
        html = render_template(f"email/{message}/body.html", lang=language, **context)
    return {
        "to": to,
        "subject": subject,
        "text": text,
        "html": html,
        "message_id": reply_addresses.message_id(current_app.config["SECRET_KEY"], to, _domain(settings)),
        "date": format_datetime(clock.now()),
        "headers": headers,
        "notice": bool(about or unsubscribe),
        "told": told,
        "invitation": list(calendar) if calendar else None,
    }


def answerable(find: Callable[[str], tuple[int, str] | None]) -> None:
    """Say who can be answered: `find(address)` gives a person's number and what their reply addresses are bound to
    (see `forum.core.reply_addresses`), None for nobody. Accounts are above the core, so they are registered."""
    global _find_person
    _find_person = find
    sending.known_by(find)


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
