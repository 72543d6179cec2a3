"""The hand-made sections of the FAQ: what a curator wants to stand together, in the order that explains it."""

from __future__ import annotations

from typing import TypeVar

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import audit
from forum.core.db import db, upsert
from forum.core.errors import Invalid, ensure
from forum.core.text import N_, clean_line
from forum.knowledge import policy
from forum.knowledge.models import Article, FaqPlace, FaqSection
from forum.topics import queries as topics
from forum.topics.models import Topic
from forum.topics.queries import TopicRow

Standing = TypeVar("Standing", FaqSection, FaqPlace)


def add_section(topic: Topic | TopicRow, lang: str, title: str, by: Person) -> FaqSection:
    """A new section below the others. Raises `Invalid`: no title, too many sections."""
    ensure(policy.can_curate(by, topic), policy.refusal(by, topic))
    title = _title(title)
    of_page = (FaqSection.topic_id == topic.id, FaqSection.lang == lang)
    count, last = db.session.execute(
        sa.select(sa.func.count(), sa.func.max(FaqSection.position)).where(*of_page)
    ).one()
    if count >= policy.SECTIONS_MAX:
        raise Invalid(errors={"title": N_("A page with so many sections helps nobody. Take one away first.")})
    section = FaqSection(topic_id=topic.id, lang=lang, title=title, position=(last or 0) + 1)
    db.session.add(section)
    audit.record(by, "arranged the FAQ of", f"topic:{topic.id}", section=title, lang=lang)
    return section


def rename_section(section: FaqSection, title: str, by: Person) -> None:
    """Give it another title."""
    _ensure(section, by)
    section.title = _title(title)
    _arranged(section, by)


def remove_section(section: FaqSection, by: Person) -> None:
    """Its articles stand where their readers put them again."""
    _ensure(section, by)
    _arranged(section, by)
    db.session.execute(sa.delete(FaqPlace).where(FaqPlace.section_id == section.id))
    db.session.delete(section)


def move_section(section: FaqSection, up: bool, by: Person) -> None:
    """One step up or down among the sections of its page."""
    _ensure(section, by)
    chosen = sa.select(FaqSection).where(
        FaqSection.topic_id == section.topic_id, FaqSection.lang == section.lang
    )
    all_of_it = list(db.session.scalars(chosen.order_by(FaqSection.position, FaqSection.id)))
    _step(all_of_it, all_of_it.index(section), up)
    _arranged(section, by)


def place(article: Article, section: FaqSection, by: Person) -> None:
    """Put an article at the end of a section, taken out of the one where it stood. Raises `Invalid`."""
    _ensure(section, by)
    if not article.public or (article.topic_id, article.lang) != (section.topic_id, section.lang):
        raise Invalid(errors={"article": N_("Choose a published article of this topic and language.")})
    last = db.session.scalar(
        sa.select(sa.func.max(FaqPlace.position)).where(FaqPlace.section_id == section.id)
    )
    values = {"section_id": section.id, "position": (last or 0) + 1}
    statement = upsert(FaqPlace.__table__).values(article_id=article.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["article_id"], set_=values))
    _arranged(section, by)


def displace(article_id: int, section: FaqSection, by: Person) -> None:
    """Take it out of the section. Twice is once."""
    _ensure(section, by)
    db.session.execute(
        sa.delete(FaqPlace).where(FaqPlace.article_id == article_id, FaqPlace.section_id == section.id)
    )
    _arranged(section, by)


def move_place(article_id: int, section: FaqSection, up: bool, by: Person) -> None:
    """One step up or down within the section."""
    _ensure(section, by)
    chosen = sa.select(FaqPlace).where(FaqPlace.section_id == section.id)
    places = list(db.session.scalars(chosen.order_by(FaqPlace.position, FaqPlace.article_id)))
    here = next((n for n, each in enumerate(places) if each.article_id == article_id), None)
    if here is not None:
        _step(places, here, up)
        _arranged(section, by)


def _step(all_of_it: list[Standing], here: int, up: bool) -> None:
    """Swap with the neighbour, and number all anew: positions may have gaps."""
    there = here - 1 if up else here + 1
    if 0 <= there < len(all_of_it):
        all_of_it[here], all_of_it[there] = all_of_it[there], all_of_it[here]
    for number, each in enumerate(all_of_it, 1):
        each.position = number


def _ensure(section: FaqSection, by: Person) -> None:
    topic = topics.by_id()[section.topic_id]
    ensure(policy.can_curate(by, topic), policy.refusal(by, topic))


def _title(title: str) -> str:
    title = clean_line(title)
    if not title:
        raise Invalid(errors={"title": N_("Give the section a title.")})
    return title[: policy.TITLE_MAX_CHARS]


def _arranged(section: FaqSection, by: Person) -> None:
    audit.record(
        by, "arranged the FAQ of", f"topic:{section.topic_id}", section=section.title, lang=section.lang
    )
