"""What the reply form of a case shows: the words as they stand, who reads them, and what lies beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import g, request
from flask_login import current_user

from forum.attachments import received
from forum.attachments.models import Attachment
from forum.core import drafts
from forum.core.access import viewer
from forum.core.targets import Target
from forum.core.text import clean_line
from forum.knowledge import policy as knowledge
from forum.quotes import queries as quotes
from forum.quotes.queries import Notice
from forum.support import policy as support
from forum.support.answering import policy, queries
from forum.support.answering.queries import Fit, Whispered
from forum.support.macros import forms as macro_forms
from forum.support.macros import placeholders
from forum.support.macros import queries as macros
from forum.support.macros.models import Macro
from forum.support.models import Case
from forum.threads.queries import Reading
from forum.topics import queries as topics

SEARCH_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class MacroHere:
    """A macro as it would read in this case. `chosen`: it stands in the reply; `on`: and its effects are wanted."""

    id: int
    title: str
    lang: str
    text: str
    effects: list[str]
    doubts: list[Notice]
    chosen: bool
    on: bool


@dataclass(frozen=True, slots=True)
class Composer:
    """The form. `audience`: public | private; `warned`: what of a public reply stands in the private part alone."""

    audience: str
    body: str
    resolve: bool
    needs: bool
    used: str
    customer: str
    private: bool  # may the reply go to the customer alone?
    words: str  # looked for beside it
    fits: list[Fit]
    macros: list[MacroHere]
    warned: tuple[str, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)  # what was typed into the forms of flags
    may_write_article: bool = False
    held: list[Attachment] = field(default_factory=list)  # files that wait until the words are taken


def place(case_id: int) -> str:
    """Where the draft of a case's reply is kept."""
    return f"case:{case_id}"


def fields(case_id: int) -> Mapping[str, str]:
    """The form as it was sent, else as it was kept."""
    if request.method == "POST" and request.endpoint == "support.reply":
        return request.form
    if "reply_draft" not in g:
        g.reply_draft = drafts.find(viewer().id, place(case_id))
    found: dict[str, str] = g.reply_draft
    return found


def chosen(sent: Mapping[str, str]) -> list[int]:
    """The numbers of the macros that a reply was written with: "used" holds them, apart by spaces."""
    numbers = [
        int(n) for n in sent.get("used", "").split()[:20] if n.isascii() and n.isdigit() and len(n) < 10
    ]
    return list(dict.fromkeys(numbers))


def words_of(sent: Mapping[str, str]) -> str:
    """What was looked for beside the reply; empty: what fits by itself."""
    return clean_line(sent.get("q", ""))[:SEARCH_MAX_CHARS]


def composer(case: Case, reading: Reading, customer: str, warned: tuple[str, ...] = ()) -> Composer | None:
    """The form for a viewer who may reply, or whose words are still there although the case was closed meanwhile."""
    me = viewer()
    sent = fields(case.id)
    if not support.can_reply(me, case) and not (support.can_work(me) and sent.get("body")):
        return None
    held = received.hold() if sent is request.form and sent.get("audience") == policy.PRIVATE else []
    question = reading.question
    private = queries.whispered(question.id, me)
    words = words_of(sent)
    topic = topics.by_id().get(question.topic_id)
    return Composer(
        audience=audience(sent, reading, private),
        body=sent.get("body", ""),
        resolve=sent.get("resolve") == "1",
        needs=sent.get("needs") == "1",
        used=" ".join(str(number) for number in chosen(sent)),
        customer=customer,
        private=case.customer_id == question.author_id,
        words=words,
        fits=queries.fitting(question, private, words),
        macros=_macros(case, reading, customer, sent, words),
        warned=warned,
        note=sent,
        may_write_article=knowledge.can_write(me, topic),
        held=held,
    )


def audience(sent: Mapping[str, str], reading: Reading, private: list[Whispered]) -> str:
    """Who reads the reply: what was chosen, else where the customer wrote last."""
    said = sent.get("audience", "")
    if said in policy.AUDIENCES:
        return said
    question = reading.question
    hers = [answer.created_at for answer in reading.answers if answer.author_id == question.author_id]
    return policy.audience(question.created_at, hers, [each.created_at for each in private if not each.staff])


def said_by(macro: Macro, case: Case, title: str, customer: str) -> str:
    """The text of a macro, filled in for a case."""
    about = {"customer": customer, "agent": current_user.name, "title": title, "case": str(case.id)}
    return placeholders.fill(macro.body, macro_forms.values(about))


def _macros(
    case: Case, reading: Reading, customer: str, sent: Mapping[str, str], words: str
) -> list[MacroHere]:
    me, mine = viewer(), chosen(sent)
    question = reading.question
    offered = list(macros.for_case(me, question.lang, question.topic_id, words))
    there = {macro.id for macro in offered}
    offered += macros.named([number for number in mine if number not in there], me)
    title: Any = question.title
    return [
        MacroHere(
            macro.id,
            macro.title,
            macro.lang,
            said_by(macro, case, title, customer),
            macro_forms.effects(macro),
            quotes.notices(f"macro:{macro.id}").get(Target("macro", macro.id), []),
            macro.id in mine,
            macro.id in mine and sent.get(f"effect-{macro.id}", "1" if "effects" not in sent else "") == "1",
        )
        for macro in offered
    ]
