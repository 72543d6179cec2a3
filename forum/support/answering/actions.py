"""Send a reply, to everybody or to the customer alone; what it was written with is counted."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from forum.accounts.models import Person
from forum.attachments.models import Attachment
from forum.core import clock, links, markdown, targets
from forum.core.db import db, upsert
from forum.core.errors import ensure
from forum.search import signals
from forum.support import actions as cases
from forum.support import policy as support
from forum.support.answering import policy, queries
from forum.support.answering.models import DocumentUse
from forum.support.macros import actions as macro_actions
from forum.support.macros.models import Macro
from forum.support.models import PRIORITIES, Case
from forum.support.private import actions as private
from forum.threads import queries as threads

_HREF = re.compile(r"<a [^>]*?href=\"([^\"]*)\"")
DOCUMENTS_MAX = 20  # of one reply that are counted


def reply(
    case: Case,
    by: Person,
    body: str,
    audience: str,
    form_key: str | None = None,
    resolve_too: bool = False,
    macros: Sequence[Macro] = (),
    effects: Collection[int] = (),
    files: Sequence[Attachment] = (),
    needs: bool = False,
) -> str:
    """Answer in the thread (`audience` "public") or in the private part ("private"); returns "answer:5" or "message:7".

    `macros` are those it was written with; those of them in `effects` (numbers) change the case as they say. The
    documents that the text links count as used. Said twice with one form key, it is said once. Raises `NotAllowed`,
    `Invalid`.
    """
    ensure(support.can_reply(by, case) and audience in policy.AUDIENCES)
    before = clock.now()
    if audience == policy.PRIVATE:
        question = threads.question(case.question_id, viewer=by)
        message = private.write(question, by, body, form_key, files, needs)
        said, fresh, rendered = f"message:{message.id}", message.created_at >= before, message.body_html
    else:
        answer = cases.reply(case, by=by, body=body, form_key=form_key)
        said, fresh, rendered = f"answer:{answer.id}", answer.created_at >= before, answer.body_html
    if not fresh:
        return said
    used(case, said, linked(rendered), by)
    macro_actions.used([macro.id for macro in macros])
    for macro in macros:
        if macro.id in effects:
            _take_effect(case, macro, by)
    if resolve_too and support.can_resolve(by, case):
        cases.resolve(case, by=by)
    return said


def used(case: Case, reply: str, named: Sequence[str], by: Person) -> int:
    """Count documents that a reply was written with; returns how many are new to the reply.

    The first use in a case counts as a hit of the document: it was found to be what somebody needed. What was looked
    for is not kept, nor anything that was said.
    """
    known = queries.known(list(named)[:DOCUMENTS_MAX])
    if not known:
        return 0
    now = clock.now()
    earlier = queries.used_here(case.id, known)
    rows = [
        {"document": name, "case_id": case.id, "reply": reply, "by_id": by.id, "at": now} for name in known
    ]
    db.session.execute(upsert(DocumentUse.__table__).values(rows).on_conflict_do_nothing())
    signals.add_hits([(name, now.timestamp()) for name in known if name not in earlier])
    return len(known)


def linked(rendered: str) -> list[str]:
    """The documents of this site that the HTML links, each once: "article:12", "question:34"."""
    home = urlsplit(links.base())
    found: dict[str, None] = {}
    for address in _HREF.findall(rendered):
        try:
            parts = urlsplit(html.unescape(address))
        except ValueError:
            continue
        if parts.netloc and parts.netloc.casefold() != home.netloc.casefold():
            continue
        target = targets.at(parts.path.removeprefix(home.path) if parts.netloc else parts.path)
        if target is not None and target.kind in ("article", "question"):
            found[str(target)] = None
    return list(found)


def empty(body: str) -> bool:
    """Does it say nothing, once it is rendered?"""
    return not markdown.plain(markdown.render_post(body))


def _take_effect(case: Case, macro: Macro, by: Person) -> None:
    if macro.priority in PRIORITIES:
        cases.prioritise(case, PRIORITIES[macro.priority], by=by)
    if macro.tags:
        cases.tag(case, " ".join(macro.tags), by=by)
    if macro.state == "resolved" and support.can_resolve(by, case):
        cases.resolve(case, by=by)
    elif macro.state == "open":
        cases.set_state(case, "open", by=by, because=macro.title)
