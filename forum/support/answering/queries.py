"""Reads for whoever answers: what was said in private, what fits, what was used in replies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from forum.core import freshness, links
from forum.core.db import db
from forum.core.roles import GUEST, Viewer, is_staff
from forum.search import documents, finding
from forum.search.finding import FoundItem
from forum.support.answering import policy
from forum.support.answering.models import DocumentUse
from forum.support.private.models import PrivateMessage
from forum.threads.models import Answer, Question

COUNTED_MAX = 20_000  # documents whose uses a process keeps in memory: the most used
PRIVATE_SHOWN = 50  # newest messages of a case that count for the search and the choice


class Whispered(NamedTuple):
    """A private message, without who reads it."""

    body: str
    staff: bool
    created_at: datetime


class Fit(NamedTuple):
    """A document that fits a case. `link` and `text` are the Markdown that is put into a reply; `text` may be missing.

    `state`: "" | under_review | unsafe; what is unsafe has neither link nor text.
    """

    document: str
    kind: str
    number: int
    title: str
    url: str
    lang: str
    solved: bool
    state: str
    link: str = ""
    text: str = ""
    flag: str = ""  # the target of a flag: the article, or the answer that solved the question


def whispered(question_id: int, viewer: Viewer) -> list[Whispered]:
    """What was said in private, newest first; one query. Nothing for people who don't work cases."""
    if not is_staff(viewer):
        return []
    rows = db.session.execute(
        sa.select(PrivateMessage.body, PrivateMessage.staff, PrivateMessage.created_at)
        .where(PrivateMessage.question_id == question_id)
        .order_by(PrivateMessage.id.desc())
        .limit(PRIVATE_SHOWN)
    )
    return [Whispered(*row) for row in rows]


def fitting(question: Question, private: Sequence[Whispered], words: str = "") -> list[Fit]:
    """What fits a case, by its title, text and private words; or what `words` find. Nothing of it is recorded.

    A query or two more than the search itself: solutions of the questions among them.
    """
    own = [question.document]
    if words:
        found = finding.for_replying(words, "", question.lang, own)
    else:
        secret = "\n".join(each.body for each in private if not each.staff)[: policy.PRIVATE_CHARS]
        body = f"{question.body[: policy.BODY_CHARS]}\n{secret}"
        found = finding.for_replying(question.title, body, question.lang, own)
    solutions = _solutions([item.document.number for item in found if item.document.kind == "question"])
    return [_fit(item, solutions.get(item.document.number)) for item in found]


def fit_of(document: str, question: Question, private: Sequence[Whispered], words: str) -> Fit | None:
    """The one of this name among what fits, or what `words` find."""
    for fit in fitting(question, private, words):
        if fit.document == document:
            return fit
    return None


def public_answers(question_id: int) -> Sequence[str]:
    """What everybody reads below a question."""
    return db.session.scalars(
        sa.select(Answer.body).where(
            Answer.question_id == question_id, Answer.hidden_at.is_(None), Answer.deleted_at.is_(None)
        )
    ).all()


def used_in(document: str, viewer: Viewer) -> int:
    """In how many replies a document was used; for staff. No query most times: counts may be some seconds old."""
    if not is_staff(viewer):
        return 0
    return freshness.kept("uses in replies", _uses).get(document, 0)


def _uses() -> dict[str, int]:
    count = sa.func.count()
    most = sa.select(DocumentUse.document, count.label("uses")).group_by(DocumentUse.document)
    rows = db.session.execute(most.order_by(count.desc()).limit(COUNTED_MAX))
    return {row.document: row.uses for row in rows}


def used_here(case_id: int, named: Sequence[str]) -> set[str]:
    """Those of the documents that were used in the case before."""
    there = sa.select(DocumentUse.document).where(
        DocumentUse.case_id == case_id, DocumentUse.document.in_(list(named))
    )
    return set(db.session.scalars(there))


def known(named: Sequence[str]) -> list[str]:
    """Those of the documents that everybody may read, as they were named: what can count as used."""
    real = []
    for name in dict.fromkeys(named):
        try:
            documents.slot_of(name)
        except ValueError:
            continue
        real.append(name)
    shown = documents.show(real, GUEST)
    return [name for name in real if name in shown]


def _fit(item: FoundItem, solution: tuple[int, str] | None) -> Fit:
    shown, result = item.document, item.result
    state = "unsafe" if result.unsafe else "under_review" if result.under_review else ""
    flag = shown.document if shown.kind == "article" else f"answer:{solution[0]}" if solution else ""
    fit = Fit(
        shown.document, shown.kind, shown.number, shown.title, shown.url, shown.lang, shown.solved, state
    )._replace(flag=flag)
    if state == "unsafe":
        return fit
    link = f"[{_escaped(shown.title)}]({links.base()}{shown.url})"
    passage = "" if item.stale else "".join(text for text, _marked in result.passage).strip()
    said = passage if shown.kind == "article" else solution[1] if solution else ""
    text = f"{said[: policy.INSERT_MAX_CHARS]}\n\n({link})" if said else ""
    return fit._replace(link=link, text=text)


def _solutions(numbers: Sequence[int]) -> dict[int, tuple[int, str]]:
    if not numbers:
        return {}
    rows = db.session.execute(
        sa.select(Question.id, Answer.id.label("answer"), Answer.body)
        .join(Answer, Answer.id == Question.solution_id)
        .where(Question.id.in_(list(numbers)), Answer.hidden_at.is_(None), Answer.deleted_at.is_(None))
    )
    return {row.id: (row.answer, row.body) for row in rows}


def _escaped(title: str) -> str:
    return title.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
