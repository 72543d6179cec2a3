"""Reads of the moderators' desk. Each list is one or two queries, whatever its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import targets
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.pagination import Page, paginate
from forum.core.roles import Viewer
from forum.core.targets import Shown, Target
from forum.knowledge.models import Article, Revision
from forum.knowledge.models import path as article_path
from forum.moderation import policy
from forum.search import signals
from forum.search.models import DocumentSignal
from forum.threads import policy as threads
from forum.threads.models import Answer, Question, question_path

WAITING_STATES = ("draft", "approved", "rejected")  # what is in review has a list of its own


class Candidate(NamedTuple):
    """A solved question that has no article yet."""

    id: int
    title: str
    url: str
    lang: str
    topic_id: int
    solved_at: datetime | None
    readers: int  # of the last 30 days
    helped: int


class DraftRow(NamedTuple):
    """A revision that nobody handed in yet, was sent back, or is approved and not published."""

    article_id: int
    number: int
    state: str
    title: str
    lang: str
    author: str
    created_at: datetime
    article_public: bool
    article_url: str


class Withdrawn(NamedTuple):
    """A post that is hidden or deleted."""

    kind: str
    id: int
    title: str
    excerpt: str
    lang: str
    author: str
    hidden_at: datetime | None
    deleted_at: datetime | None
    by: str
    because: str


class LogLine(NamedTuple):
    """One deed. `shown`: its target, when the viewer may see it."""

    id: int
    at: datetime
    by_id: int | None
    by: str
    did: str
    target: str
    because: str
    shown: Shown | None
    detail: dict[str, Any]


class Narrowed(NamedTuple):
    """What the list of candidates is narrowed down to; questions have no owner."""

    topic: int | None = None
    lang: str = ""
    owner: None = None


ALL = Narrowed()


def candidates(viewer: Viewer, page: int, filters: Narrowed = ALL) -> Page[Candidate]:
    """Solved questions worth an article: solved, public, not drafted yet; what most people read of late on top."""
    ensure(policy.can_moderate(viewer))
    drafted = sa.exists().where(Article.question_id == Question.id, Article.archived_at.is_(None))
    chosen = (
        sa.select(
            Question.id,
            Question.title,
            Question.slug,
            Question.lang,
            Question.topic_id,
            Question.solved_at,
            sa.func.coalesce(DocumentSignal.readers, 0).label("readers"),
            sa.func.coalesce(DocumentSignal.helped, 0).label("helped"),
        )
        .outerjoin(DocumentSignal, signals.of("question", Question.id.expression))
        .where(threads.public(Question), Question.solution_id.is_not(None), ~drafted)
        .order_by(
            sa.func.coalesce(DocumentSignal.readers, 0).desc(),
            sa.func.coalesce(signals.need(), 0.0).desc(),
            Question.id.desc(),
        )
    )
    if filters.topic is not None:
        chosen = chosen.where(Question.topic_id == filters.topic)
    if filters.lang:
        chosen = chosen.where(Question.lang == filters.lang)
    return _page(
        chosen,
        page,
        lambda r: Candidate(
            r.id, r.title, question_path(r.id, r.slug), r.lang, r.topic_id, r.solved_at, r.readers, r.helped
        ),
    )


def drafts(viewer: Viewer, page: int) -> Page[DraftRow]:
    """Revisions that are begun, sent back, or approved and not published; the newest first."""
    ensure(policy.can_moderate(viewer))
    chosen = (
        sa.select(
            Revision.article_id,
            Revision.number,
            Revision.state,
            Revision.title,
            Article.lang,
            Person.name,
            Revision.created_at,
            Article.published_revision_id,
            Article.slug,
        )
        .join(Article, Article.id == Revision.article_id)
        .join(Person, Person.id == Revision.author_id)
        .where(Revision.state.in_(WAITING_STATES), Article.archived_at.is_(None))
        .order_by(Revision.created_at.desc(), Revision.id.desc())
    )
    return _page(
        chosen,
        page,
        lambda r: DraftRow(
            r.article_id,
            r.number,
            r.state,
            r.title,
            r.lang,
            r.name,
            r.created_at,
            r.published_revision_id is not None,
            article_path(r.article_id, r.slug),
        ),
    )


def withdrawn(viewer: Viewer, kind: str, page: int) -> Page[Withdrawn]:
    """Hidden and deleted questions or answers, the last one first, with who did it and why."""
    ensure(policy.can_moderate(viewer))
    model: type[Question] | type[Answer] = Answer if kind == "answer" else Question
    when = sa.func.coalesce(model.deleted_at, model.hidden_at)
    text = model.body if model is Answer else Question.excerpt
    chosen = sa.select(
        model.id,
        Question.title,
        Question.lang,
        sa.func.substr(text, 1, threads.EXCERPT_CHARS).label("excerpt"),
        Person.name,
        model.hidden_at,
        model.deleted_at,
    ).join(Person, Person.id == model.author_id)
    if model is Answer:
        chosen = chosen.join(Question, Question.id == Answer.question_id)
    gone = sa.and_(
        sa.or_(model.hidden_at.is_not(None), model.deleted_at.is_not(None)), model.purged_at.is_(None)
    )
    found = paginate(
        lambda limit, offset: db.session.execute(
            chosen.where(gone).order_by(when.desc(), model.id.desc()).limit(limit).offset(offset)
        ).all(),
        page,
    )
    said = _reasons([f"{model.__tablename__}:{r.id}" for r in found])
    return found.map(
        lambda rows: [
            Withdrawn(
                model.__tablename__, r.id, r.title, r.excerpt, r.lang, r.name, r.hidden_at, r.deleted_at,
                *said.get(f"{model.__tablename__}:{r.id}", ("", "")),
            )
            for r in rows
        ]
    )  # fmt: skip


def log(
    viewer: Viewer, page: int, by_id: int | None = None, target: str | None = None, about: str = "everything"
) -> Page[LogLine]:
    """What was done, the newest first; of one person, or to one target. What people did to accounts, admins only.

    `about`: "sign-ins", "refusals", "decisions" (neither) or "everything".

    Two queries and one for each kind of target on the page. Raises `NotFound` for whoever is not staff.
    """
    if not policy.can_see_desk(viewer):
        raise NotFound()
    chosen = (
        sa.select(AuditEntry, Person.name)
        .outerjoin(Person, Person.id == AuditEntry.by_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    if not policy.can_see_people_in_log(viewer):
        of_people = sa.or_(
            *(AuditEntry.target.startswith(kind) for kind in ("person:", "provider:", "sign-in", "address:"))
        )
        chosen = chosen.where(~of_people)
    if about == "decisions":
        chosen = chosen.where(AuditEntry.did.not_in((*policy.SIGN_INS, *policy.REFUSALS)))
    elif about in ("sign-ins", "refusals"):
        verbs = policy.SIGN_INS if about == "sign-ins" else policy.REFUSALS
        chosen = chosen.where(AuditEntry.did.in_(verbs))
    if by_id is not None:
        chosen = chosen.where(AuditEntry.by_id == by_id)
    if target:
        chosen = chosen.where(AuditEntry.target == target)
    found = paginate(
        lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(),
        page,
        policy.LOG_PER_PAGE,
    )
    shown = _shown([r.AuditEntry.target for r in found], viewer)
    return found.map(
        lambda rows: [
            LogLine(
                r.AuditEntry.id, r.AuditEntry.at, r.AuditEntry.by_id, r.name or "", r.AuditEntry.did,
                r.AuditEntry.target, r.AuditEntry.because, shown.get(r.AuditEntry.target), r.AuditEntry.detail,
            )
            for r in rows
        ]
    )  # fmt: skip


def _shown(names: Sequence[str], viewer: Viewer) -> dict[str, Shown]:
    parsed: dict[Target, str] = {}
    for name in names:
        try:
            parsed[targets.parse(name)] = name
        except NotFound:
            continue  # a case, a topic, a person: no target
    return {parsed[t]: shown for t, shown in targets.show_many(list(parsed), viewer).items()}


def _reasons(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """{target: (who, why)} of the last hiding or deletion of each."""
    if not names:
        return {}
    last = (
        sa.select(sa.func.max(AuditEntry.id))
        .where(AuditEntry.target.in_(list(names)), AuditEntry.did.in_(("hid", "deleted")))
        .group_by(AuditEntry.target)
    )
    rows = db.session.execute(
        sa.select(AuditEntry.target, Person.name, AuditEntry.because)
        .outerjoin(Person, Person.id == AuditEntry.by_id)
        .where(AuditEntry.id.in_(last))
    )
    return {r.target: (r.name or "", r.because) for r in rows}


def _page(chosen: Any, page: int, row: Any) -> Page[Any]:
    found = paginate(lambda limit, offset: db.session.execute(chosen.limit(limit).offset(offset)).all(), page)
    return found.map(lambda rows: [row(r) for r in rows])
