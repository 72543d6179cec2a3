"""What moderators do about gaps: give them to somebody, fill them, close them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, NotFound, ensure
from forum.core.text import N_, clean_line
from forum.knowledge import actions as knowledge
from forum.knowledge.models import Article, Revision
from forum.moderation import policy
from forum.moderation.gaps import grouping, queries
from forum.moderation.models import Gap, GapWording
from forum.search import promoted
from forum.search.documents import ShownDocument
from forum.search.models import Promotion, SearchRecord
from forum.search.wording import normal


def assign(number: int, to_id: int | None, by: Person) -> None:
    """Let somebody of the company look after it; None: nobody does. Raises `NotAllowed`, `NotFound`, `Invalid`."""
    ensure(policy.can_moderate(by))
    gap = _locked(number)
    to = db.session.get(Person, to_id) if to_id else None
    if to_id and (to is None or not to.is_staff or not to.is_active):
        raise Invalid(N_("Choose a colleague."))
    gap.assigned_to_id = to.id if to else None
    audit.record(by, "assigned", f"gap:{gap.id}", "", words=gap.words, person=to.id if to else None)


def close(number: int, how: str, by: Person, note: str = "") -> None:
    """Say that it is filled. From now on it is watched: see `proof`."""
    ensure(policy.can_moderate(by))
    note = clean_line(note)[: policy.BECAUSE_MAX_CHARS]
    if how not in policy.GAP_ENDS or (how == "other" and not note):
        raise Invalid(N_("Say how the gap was closed."))
    _watch(_locked(number), how, note, by)


def reopen(number: int, by: Person) -> None:
    """It is not filled after all."""
    ensure(policy.can_moderate(by))
    gap = _locked(number)
    gap.state, gap.settled_at = "open", clock.now()
    audit.record(by, "reopened", f"gap:{gap.id}", words=gap.words)


def fill_with_phrasing(number: int, article: Article, words: str, by: Person) -> None:
    """Make the words a phrasing of an article (public at once where nobody must review), and close the gap."""
    close(number, "phrasing", by, article.title)
    knowledge.add_phrasing(article, words, by)


def promote(number: int, document: ShownDocument, by: Person) -> int:
    """Put a document first for the wordings of a gap, from the next search on, and close it. Returns how many."""
    ensure(policy.can_change_words(by), policy.WHOLE_SITE)
    close(number, "promotion", by, document.title)
    wordings = queries.gap(by, number).wordings[: policy.PROMOTED_WORDINGS_MAX]
    for wording in wordings:
        promoted.put_first(wording.normal, wording.words, document.document)
    audit.record(by, "promoted", document.document, "", words=[each.words for each in wordings])
    return len(wordings)


def take_back(promotion_id: int, by: Person) -> Promotion:
    """The words lead where they led before. Raises `NotAllowed`, `NotFound`."""
    ensure(policy.can_change_words(by), policy.WHOLE_SITE)
    found = db.session.get(Promotion, promotion_id)
    if found is None:
        raise NotFound()
    audit.record(by, "took back the promotion of", found.document, "", words=[found.words])
    db.session.delete(found)
    return found


def published(article_id: int, **_values: object) -> None:
    """An article says what people missed, in its title or as a phrasing: those gaps are watched from now on."""
    chosen = (
        sa.select(Revision.title, Revision.phrasings)
        .join(Article, Article.published_revision_id == Revision.id)
        .where(Article.id == article_id)
    )
    for title, phrasings in db.session.execute(chosen).all():
        for gap in _open_with({normal(words) for words in (title, *phrasings)}):
            _watch(gap, "article", title, None)


def _open_with(normals: Iterable[str]) -> list[Gap]:
    worded = sa.select(GapWording.gap_id).where(GapWording.normal.in_(list(normals)))
    return list(db.session.scalars(sa.select(Gap).where(Gap.state == "open", Gap.id.in_(worded))))


def _watch(gap: Gap, how: str, note: str, by: Person | None) -> None:
    now = clock.now()
    since = now - timedelta(days=grouping.DAYS)
    if gap.state != "open" and gap.closed_at:  # said again: what counts is what missed since
        since = max(since, gap.closed_at)
    missing = sa.func.coalesce(sa.func.sum(sa.case((grouping.missed(), 1), else_=0)), 0)
    counted = (
        sa.select(sa.func.count(), missing)
        .join(GapWording, GapWording.normal == SearchRecord.normal)
        .where(GapWording.gap_id == gap.id, *grouping.looked_at(since))
    )
    gap.searches_before, gap.missed_before = (int(n) for n in db.session.execute(counted).one())
    gap.searches_since = gap.missed_since = 0
    gap.state, gap.closed_at, gap.closed_by_id, gap.settled_at = "watched", now, by.id if by else None, None
    gap.how, gap.note = how, note[: policy.BECAUSE_MAX_CHARS]
    audit.record(by, "closed", f"gap:{gap.id}", gap.note, words=gap.words, how=how)


def _locked(number: int) -> Gap:
    found = db.session.scalar(sa.select(Gap).where(Gap.id == number).with_for_update())
    if found is None:
        raise NotFound()
    return found
