"""Remember what a post quotes, notice that it is out of date, and what staff do about it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, jobs
from forum.core.db import db
from forum.core.errors import NotFound, ensure
from forum.core.roles import GUEST
from forum.core.targets import Target
from forum.knowledge.models import Article
from forum.knowledge.queries.rows import rows
from forum.quotes import finding, policy
from forum.quotes.models import Quote

TELL = "quotes: tell"  # the kind of the job that tells the readers of one post


def remember(post: Target, document: str, rendered: str) -> int:
    """Note which articles the post links, and the revision of each that the public reads now. Returns how many.

    Called when the post is written and whenever its words change (macros too): whoever edits a post vouches for what
    it quotes as it stands then. `document`: where the post is read ("question:34"); `rendered`: its HTML.
    """
    linked = _leading(finding.articles_in(rendered, policy.LINKS_MAX))
    now_public = {
        number: row.published_revision_id
        for number, row in rows(linked, GUEST).items()
        if row.published_revision_id is not None
    }
    mine = sa.and_(Quote.post_kind == post.kind, Quote.post_id == post.number)
    known = {quote.article_id: quote for quote in db.session.scalars(sa.select(Quote).where(mine))}
    for number, quote in known.items():
        if number not in now_public:
            db.session.delete(quote)
    for number, revision in sorted(now_public.items()):
        quote = known.get(number) or Quote(post_kind=post.kind, post_id=post.number, article_id=number)
        quote.document = document
        _vouch(quote, revision)
        db.session.add(quote)
    db.session.flush()
    return len(now_public)


def superseded(article_id: int) -> int:
    """A major revision is the article's text now: what quotes an older one is out of date. Returns how many."""
    now = db.session.scalar(sa.select(Article.published_revision_id).where(Article.id == article_id))
    changed = db.session.execute(
        sa.update(Quote)
        .where(Quote.article_id == article_id, Quote.revision_id != now, Quote.outdated_at.is_(None))
        .values(outdated_at=clock.now(), outdated_by=now)
        .execution_options(synchronize_session=False)
    )
    return int(changed.rowcount)  # type: ignore[attr-defined]


def lead_on(article_id: int, into_id: int) -> None:
    """One article was merged into another: whoever follows a link to it reads that one."""
    now = db.session.scalar(sa.select(Article.published_revision_id).where(Article.id == into_id))
    if now is None:
        return
    there = sa.select(Quote.post_kind, Quote.post_id).where(Quote.article_id == into_id)
    known = {(row.post_kind, row.post_id) for row in db.session.execute(there)}
    for quote in db.session.scalars(sa.select(Quote).where(Quote.article_id == article_id)):
        if (quote.post_kind, quote.post_id) in known:
            db.session.delete(quote)
        else:
            quote.article_id, quote.revision_id = into_id, now
    db.session.flush()


def check(quote_id: int, by: Person) -> Quote:
    """The post is right although the article changed: its notice goes. Raises `NotFound`, `NotAllowed`."""
    ensure(policy.can_check(by))
    quote = db.session.get(Quote, quote_id, with_for_update=True)
    article = db.session.get(Article, quote.article_id) if quote is not None else None
    if quote is None or article is None or article.published_revision_id is None:
        raise NotFound()
    _vouch(quote, article.published_revision_id)
    quote.checked_by_id = by.id
    audit.record(
        by, "checked the quotation in", f"{quote.post_kind}:{quote.post_id}", article=quote.article_id
    )
    return quote


def tell(article_id: int, by: Person) -> int:
    """Tell those who were told what the article said before: each once, by whoever presses first.

    Returns the number of posts whose readers are told, a moment later, in a job for each. Readers who stopped following
    a question are not told of it.
    """
    ensure(policy.can_tell(by))
    waiting = db.session.scalars(
        sa.select(Quote.id)
        .where(Quote.article_id == article_id, Quote.outdated_at.is_not(None), Quote.told_at.is_(None))
        .order_by(Quote.id)
        .limit(policy.TOLD_AT_ONCE)
    ).all()
    taken: Sequence[int] = db.session.scalars(
        sa.update(Quote)
        .where(Quote.id.in_(waiting), Quote.told_at.is_(None))
        .values(told_at=clock.now(), told_by_id=by.id)
        .returning(Quote.id)
        .execution_options(synchronize_session=False)
    ).all()
    for number in taken:
        jobs.enqueue(TELL, {"quote": number, "by": by.id})
    if taken:
        audit.record(by, "told readers of the change of", f"article:{article_id}", posts=len(taken))
    return len(taken)


def _leading(numbers: Sequence[int]) -> list[int]:
    """The articles that these addresses lead to."""
    if not numbers:
        return []
    chosen = sa.select(Article.id, Article.merged_into_id).where(Article.id.in_(list(numbers)))
    leads = {row.id: row.merged_into_id or row.id for row in db.session.execute(chosen)}
    return list(dict.fromkeys(leads.get(number, number) for number in numbers))


def _vouch(quote: Quote, revision: int) -> None:
    quote.revision_id, quote.at = revision, clock.now()
    quote.outdated_at = quote.outdated_by = quote.checked_by_id = None
    quote.told_at = quote.told_by_id = None
