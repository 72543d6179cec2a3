"""Write an article, edit it, hand it in. Nothing here changes what the public reads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, drafts, markdown, merging
from forum.core.db import db
from forum.core.errors import Conflict, Invalid, ensure
from forum.core.text import N_, clean, clean_line, language, slugify
from forum.knowledge import policy, queries
from forum.knowledge.models import SIGNIFICANCES, UNPUBLISHED, Article, Revision
from forum.threads.models import Question
from forum.topics.models import Topic
from forum.topics.queries import TopicRow


def write(
    by: Person,
    topic: Topic | TopicRow,
    lang: str,
    title: str,
    summary: str,
    body: str,
    phrasings: Iterable[str] = (),
    *,
    family_of: Article | None = None,
    from_question: Question | None = None,
    external_id: str | None = None,
    form_key: str | None = None,
    at: datetime | None = None,
) -> Article:
    """A new article with its first revision, a draft: nobody but the company sees it until that is published.

    `family_of`: the article (any of the family) that this is a translation of. `form_key`: the same key sent
    again gives the article it made. `at`: when it was written (imports). Raises `NotAllowed`, `Invalid` (per field; "lang" when the family has that language already).
    """
    ensure(policy.can_write(by, topic))
    if topic.group_id is not None:
        raise Invalid(N_("Articles are for everybody: choose a topic of the site, not a group's space."))
    if form_key and (made := _made_with(form_key, by)) is not None:
        return made
    words = _words(title, summary, body, phrasings)
    lang = language(lang)
    family = (family_of.family_id or family_of.id) if family_of else None
    if family is not None and _has_language(family, lang):
        message = N_("There is an article in this language already.")
        raise Invalid(message, {"lang": message})
    now = at or clock.now()
    article = Article(
        external_id=external_id,
        form_key=form_key,
        family_id=family,
        topic_id=topic.id,
        lang=lang,
        title=words[0],
        slug=slugify(words[0]),
        summary=words[1],
        author_id=by.id,
        created_at=now,
        question_id=from_question.id if from_question else None,
    )
    db.session.add(article)
    db.session.flush()
    if family is None:
        article.family_id = article.id
    add_revision(article, by, 1, None, words, because="", mends=False, at=now)
    audit.record(by, "wrote", article.document)
    return article


def edit(
    article: Article,
    by: Person,
    based_on: int,
    title: str,
    summary: str,
    body: str,
    phrasings: Iterable[str] = (),
    *,
    because: str = "",
    mends: bool = False,
    significance: str = "medium",
    catches_up: bool = False,
) -> Revision:
    """A new draft revision. `based_on`: the newest revision's number when the writer began.

    Raises `Conflict` when somebody saved a newer one meanwhile: `details` has `base` and `theirs` (Revisions)
    and `mine` (title, summary, body, phrasings), so that nothing typed is lost. A revision that waited (draft,
    in review, sent back) is superseded by the new one; one that has its moment keeps it (`scheduling`).
    `significance`: how much it changes what the text says, see `consequences`. `catches_up`: it says again what the
    other languages say. Raises `Invalid` too.
    """
    ensure(policy.can_edit(by, article, queries.rules(article)))
    if significance not in SIGNIFICANCES:
        message = N_("Choose how much it changes.")
        raise Invalid(message, {"significance": message})
    words = _words(title, summary, body, phrasings)
    # One writer at a time decides which number comes next (PostgreSQL; SQLite has one writer anyhow).
    lock_family(article.id)
    newest = newest_revision(article.id)
    same = words == (newest.title, newest.summary, newest.body, newest.phrasings)
    if same and newest.waits and (newest.number == based_on or newest.author_id == by.id):
        newest.because, newest.mends = clean_line(because) or newest.because, mends
        newest.significance, newest.catches_up = significance, catches_up
        return newest  # the same text sent twice
    if newest.number != based_on:
        base = db.session.scalars(
            sa.select(Revision).where(Revision.article_id == article.id, Revision.number == based_on)
        ).one_or_none()
        mine = dict(zip(("title", "summary", "body", "phrasings"), words, strict=True))
        raise Conflict(N_("Somebody saved a newer text meanwhile."), base=base, theirs=newest, mine=mine)
    db.session.execute(
        sa.update(Revision)
        .where(Revision.article_id == article.id, Revision.state.in_(UNPUBLISHED))
        .where(Revision.publish_at.is_(None))
        .values(state="superseded")
    )
    made = add_revision(
        article, by, newest.number + 1, based_on, words, because=clean_line(because), mends=mends
    )
    made.significance, made.catches_up = significance, catches_up
    if article.published_revision_id is None:
        article.title, article.slug, article.summary = words[0], slugify(words[0]), words[1]
    audit.record(by, "edited", article.document, made.because, revision=made.number)
    drafts.drop(by.id, article.document)
    return made


def submit(revision: Revision, by: Person) -> None:
    """Ask a moderator to review it."""
    ensure(policy.can_submit(by, revision, _rules(revision)))
    revision.state, revision.review_note = "in_review", ""
    audit.record(by, "submitted", f"article:{revision.article_id}", revision=revision.number)


def discard(revision: Revision, by: Person) -> None:
    """Lay a waiting revision aside; it stays in the history."""
    ensure(policy.can_discard(by, revision, topic := _rules(revision)), policy.refusal(by, topic))
    revision.state, revision.publish_at = "superseded", None
    audit.record(by, "laid aside", f"article:{revision.article_id}", revision=revision.number)


def _rules(revision: Revision) -> TopicRow:
    return queries.rules(db.session.get_one(Article, revision.article_id))


def lock_family(article_id: int) -> None:
    """Let nobody else write the article or its other languages in this transaction (PostgreSQL; SQLite has one writer).

    Publishing writes the other languages too: locked one by one, two that are published at once would wait for each
    other for ever.
    """
    family = sa.select(Article.family_id).where(Article.id == article_id).scalar_subquery()
    locked = sa.select(Article.id).where(sa.or_(Article.id == article_id, Article.family_id == family))
    db.session.execute(locked.order_by(Article.id).with_for_update())


def newest_revision(article_id: int) -> Revision:
    """The revision with the highest number, whatever its state."""
    return db.session.scalars(
        sa.select(Revision).where(Revision.article_id == article_id).order_by(Revision.number.desc()).limit(1)
    ).one()


Words = tuple[str, str, str, list[str]]


def _words(title: str, summary: str, body: str, phrasings: Iterable[str]) -> Words:
    title, summary, body = clean_line(title), clean_line(summary), clean(body).strip()
    ways = list({p.casefold(): p for p in map(clean_line, phrasings) if p}.values())
    errors: dict[str, str] = {}
    if not title:
        errors["title"] = N_("Give it a title.")
    elif len(title) > policy.TITLE_MAX_CHARS:
        errors["title"] = N_("This title is too long: say it in one sentence.")
    if len(summary) > policy.SUMMARY_MAX_CHARS:
        errors["summary"] = N_("This summary is too long: two sentences are enough.")
    if not body:
        errors["body"] = N_("Write the answer.")
    elif len(body) > policy.BODY_MAX_CHARS:
        errors["body"] = N_("This text is too long: make two articles of it.")
    elif merging.marked(body):
        errors["body"] = N_("Two texts are still beside each other here: choose, and take the marks out.")
    if len(ways) > policy.PHRASINGS_MAX or any(len(p) > policy.PHRASING_MAX_CHARS for p in ways):
        errors["phrasings"] = N_("These are too many, or one is too long: keep those that people really use.")
    if errors:
        raise Invalid(N_("Some of it can't be saved yet."), errors)
    return title, summary, body, ways


def _made_with(form_key: str, by: Person) -> Article | None:
    chosen = sa.select(Article).where(Article.author_id == by.id, Article.form_key == form_key)
    return db.session.scalars(chosen).one_or_none()


def _has_language(family: int, lang: str) -> bool:
    chosen = sa.select(Article.id).where(Article.family_id == family, Article.lang == lang)
    return db.session.scalar(chosen) is not None


def add_revision(
    article: Article,
    by: Person,
    number: int,
    based_on: int | None,
    words: Words,
    *,
    because: str,
    mends: bool = False,
    at: datetime | None = None,
    html: str | None = None,
) -> Revision:
    """The next text of an article, a draft, without asking who may; `html`: as it was rendered before (imports)."""
    revision = Revision(
        article_id=article.id,
        number=number,
        state="draft",
        based_on=based_on,
        title=words[0],
        summary=words[1],
        body=words[2],
        body_html=markdown.render_article(words[2]) if html is None else html,
        html_version=markdown.VERSION,
        phrasings=words[3],
        author_id=by.id,
        created_at=at or clock.now(),
        because=because[: policy.NOTE_MAX_CHARS],
        mends=mends,
    )
    db.session.add(revision)
    db.session.flush()
    return revision
