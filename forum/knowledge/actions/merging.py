"""Two articles say the same: one goes on, and whoever knows the address of the other comes to it."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, events
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.text import N_, clean_line
from forum.knowledge import policy, queries
from forum.knowledge.actions.curating import archive
from forum.knowledge.actions.publishing import publish
from forum.knowledge.actions.writing import edit, newest_revision
from forum.knowledge.models import Article, FaqPlace
from forum.search import joining
from forum.threads.models import Question

BECAUSE = (
    "Another article was merged into this one."  # stands in the history, as the author's own words would
)


def merge(article: Article, into: Article, by: Person, because: str = "", phrasings: bool = True) -> None:
    """Let `into` take the place of `article`: its address leads there, its visits and learned searches count there.

    With `phrasings`, people find `into` by the title and the phrasings of `article` too. The text itself is not joined:
    what is missing in `into`, its next revision says. `article` is archived and can be brought back. Raises
    `NotAllowed`; `Invalid` (the same, another language, not public); `Conflict` while a revision of `into` waits.
    """
    topic = queries.rules(article)
    may = policy.can_archive(by, article, topic) and policy.can_edit(by, into, queries.rules(into))
    ensure(may, policy.refusal(by, topic))
    if article.id == into.id or not into.public:
        raise Invalid(errors={"into": N_("Choose another article that is published.")})
    if article.lang != into.lang:
        raise Invalid(errors={"into": N_("Choose an article in the same language.")})
    if phrasings:
        _take_phrasings(article, into, by)
    joining.join(article.document, into.document)
    db.session.execute(sa.delete(FaqPlace).where(FaqPlace.article_id == article.id))
    db.session.execute(
        sa.update(Article).where(Article.merged_into_id == article.id).values(merged_into_id=into.id)
    )
    archive(article, by, because)
    article.merged_into_id = into.id
    if article.question_id is not None:
        into.question_id = into.question_id or article.question_id
        leads_on = sa.update(Question).where(Question.id == article.question_id)
        db.session.execute(leads_on.values(article_id=into.id).execution_options(synchronize_session=False))
    audit.record(
        by, "merged", article.document, clean_line(because)[: policy.NOTE_MAX_CHARS], into=into.document
    )
    db.session.flush()
    events.emit("article.merged", article_id=article.id, into_id=into.id)


def _take_phrasings(article: Article, into: Article, by: Person) -> None:
    now = queries.published(into, by)
    old = queries.published(article, by)
    if now is None:
        return
    known = {now.title.casefold(), *(words.casefold() for words in now.phrasings)}
    more = [
        words[: policy.PHRASING_MAX_CHARS]
        for words in dict.fromkeys([article.title, *(old.phrasings if old else [])])
        if words.casefold() not in known
    ][: max(0, policy.PHRASINGS_MAX - len(now.phrasings))]
    if not more:
        return
    newest = newest_revision(into.id)
    if newest.waits:
        raise Conflict(N_("Another revision of this article waits. Publish it or lay it aside first."))
    made = edit(
        into, by, newest.number, now.title, now.summary, now.body, [*now.phrasings, *more],
        because=BECAUSE, significance="typo",
    )  # fmt: skip
    if policy.can_publish(by, made, queries.rules(into)):
        publish(made, by)
