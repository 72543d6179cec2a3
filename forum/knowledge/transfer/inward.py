"""What a folder of Markdown files says, brought into the site: all of it or nothing.

Each article is known again by its `id`. What is the same stays as it is; what says something else becomes a new revision,
published by whoever brings it in; what is not there yet is written. Nothing is taken away: an article without a file stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit, clock, markdown
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.text import slugify
from forum.knowledge import policy
from forum.knowledge.actions.curating import archive, move, unarchive
from forum.knowledge.actions.publishing import put_before_readers
from forum.knowledge.actions.writing import add_revision, newest_revision
from forum.knowledge.models import Article, Revision
from forum.knowledge.transfer.files import Page, text_of
from forum.knowledge.transfer.reading import Folder, Problem
from forum.pictures import actions as pictures
from forum.pictures import queries as picture_queries
from forum.topics import actions as topic_actions
from forum.topics.models import Topic

BECAUSE = "Brought in from a file."  # stands in the history, as the author's own words would
AT_ONCE = 500  # statements have a limit of values


@dataclass(slots=True)
class Counts:
    """What became of the files."""

    new: int = 0
    changed: int = 0
    same: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """An article that is there already, and its text: the public one, or the newest of what was never published."""

    article: Article
    text: Revision
    newest: Revision


def against_the_site(folder: Folder) -> list[Problem]:
    """What can't come in as the site stands; reads only."""
    known = _known([page.id for _name, page in folder.pages])
    firsts = _known([page.translation_of for _name, page in folder.pages if page.translation_of])
    here = {page.id for _name, page in folder.pages}
    return [
        Problem(name, why)
        for name, page in folder.pages
        for why in _wrong(page, known.get(page.id), firsts, here)
    ]


def _wrong(page: Page, known: Known | None, firsts: dict[str, Known], here: set[str]) -> Iterator[str]:
    if page.translation_of and page.translation_of not in firsts and page.translation_of not in here:
        yield f'is a translation of "{page.translation_of}", which is neither here nor on the site'
    if known is None:
        return
    article = known.article
    if article.lang != page.lang:
        yield f'is in "{page.lang}", and on the site in "{article.lang}": give it an id of its own'
    if page.state == "draft" and article.published_revision_id is not None:
        yield "is a draft, and on the site it is published: archive it there instead"
    if _text(known.text) != page.text and known.newest.waits and known.newest.id != known.text.id:
        yield f"says something else while revision {known.newest.number} waits on the site: publish that or lay it aside"


def bring_in(folder: Folder, by: Person, significance: str = "medium") -> Counts:
    """Do it, in the current transaction; the caller commits. `significance`: of what says something else now.

    Raises `NotAllowed` unless `by` curates, `Invalid` for a picture that is none. Ask `against_the_site` first.
    """
    ensure(policy.can_bring_in(by))
    counts = Counts()
    known = _known([page.id for _name, page in folder.pages])
    html = {  # before anything is written: rendering takes its time, and readers write meanwhile
        page.body: markdown.render_article(page.body)
        for _name, page in folder.pages
        if page.id not in known or known[page.id].text.body != page.body
    }
    db.session.rollback()
    _bring_pictures(folder, by)
    known = _known([page.id for _name, page in folder.pages])
    originals_first = sorted(folder.pages, key=lambda pair: pair[1].translation_of is not None)
    families: dict[str, int] = {}
    for _name, page in originals_first:
        there = known.get(page.id)
        if there is None:
            families[page.id] = _write(page, by, families, html).family_id or 0
            counts.new += 1
        elif _change(page, there, by, significance, html):
            counts.changed += 1
        else:
            counts.same += 1
    audit.record(by, "imported", "articles", new=counts.new, changed=counts.changed)
    return counts


def _bring_pictures(folder: Folder, by: Person) -> None:
    there = picture_queries.by_key(list(folder.pictures))
    for key, file in folder.pictures.items():
        if key not in there:
            try:
                pictures.bring(file.read_bytes(), by, key=key)
            except Invalid as wrong:
                raise Invalid(f"{file.name}: {' '.join(wrong.errors.values()) or wrong.message}") from None


def _write(page: Page, by: Person, families: dict[str, int], html: dict[str, str]) -> Article:
    written = page.published or clock.now()
    article = Article(
        external_id=page.id,
        family_id=_family(page, families),
        topic_id=_topic(page).id,
        lang=page.lang,
        title=page.title,
        slug=slugify(page.title),
        summary=page.summary,
        author_id=by.id,
        created_at=written,
    )
    db.session.add(article)
    db.session.flush()
    article.family_id = article.family_id or article.id
    words = (page.title, page.summary, page.body, list(page.phrasings))
    revision = add_revision(article, by, 1, None, words, because="", at=written, html=html.get(page.body))
    audit.record(by, "wrote", article.document)
    if page.state == "published" or page.published:
        put_before_readers(article, revision, by, at=written)
        article.checked_at = page.checked
    if page.state == "archived":
        archive(article, by)
    return article


def _change(page: Page, known: Known, by: Person, significance: str, html: dict[str, str]) -> bool:
    """Let the site say what the file says. Returns whether anything was changed."""
    article, before = known.article, (known.article.topic_id, known.article.archived_at)
    if article.archived_at is not None and page.state == "published":
        unarchive(article, by)
    topic = _topic(page)
    if topic.id != article.topic_id:
        move(article, topic, by)
    other = _text(known.text) != page.text
    if other:
        words = (page.title, page.summary, page.body, list(page.phrasings))
        newest = newest_revision(article.id)
        made = add_revision(
            article, by, newest.number + 1, newest.number, words, because=BECAUSE, html=html.get(page.body)
        )
        made.significance = significance
        if article.published_revision_id is not None or page.state == "published":
            put_before_readers(article, made, by)
        else:
            newest.state = "superseded"
            article.title, article.slug, article.summary = page.title, slugify(page.title), page.summary
    elif article.published_revision_id is None and page.state == "published":
        put_before_readers(article, known.text, by)
        other = True
    if article.archived_at is None and page.state == "archived":
        archive(article, by)
    return other or before != (article.topic_id, article.archived_at)


def _topic(page: Page) -> Topic:
    """The topic of this address; one that is missing is made, with a name to be bettered."""
    slug = slugify(page.topic)
    found = db.session.scalars(sa.select(Topic).where(Topic.slug == slug)).one_or_none()
    if found is not None:
        return found
    name = page.topic.replace("-", " ").replace("_", " ").strip()
    return topic_actions.create(slug, {page.lang: name[:1].upper() + name[1:]})


def _family(page: Page, families: dict[str, int]) -> int | None:
    if page.translation_of is None:
        return None
    if page.translation_of in families:
        return families[page.translation_of]
    first = db.session.execute(
        sa.select(Article.id, Article.family_id).where(Article.external_id == page.translation_of)
    ).one()
    return int(first.family_id or first.id)


def _known(ids: Sequence[str]) -> dict[str, Known]:
    """Articles by their id in files, with their texts."""
    found: dict[str, Known] = {}
    last = sa.select(sa.func.max(Revision.number)).where(Revision.article_id == Article.id).correlate(Article)
    for start in range(0, len(ids), AT_ONCE):
        wanted = list(ids[start : start + AT_ONCE])
        rows = db.session.execute(
            sa.select(Article, Revision)
            .join(Revision, Revision.article_id == Article.id)
            .where(Article.external_id.in_(wanted))
            .where(
                sa.or_(
                    Revision.id == Article.published_revision_id, Revision.number == last.scalar_subquery()
                )
            )
            .order_by(Article.id, Revision.number)
        )
        for article, revision in rows:
            name = article.external_id or ""
            before = found.get(name)
            text = before.text if before and article.published_revision_id == before.text.id else revision
            found[name] = Known(article, text, revision)
    return found


def _text(revision: Revision) -> tuple[str, str, str, tuple[str, ...]]:
    return text_of(revision.title, revision.summary, revision.body, revision.phrasings)
