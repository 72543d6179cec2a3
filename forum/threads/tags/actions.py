"""What moderators do with tags. Questions follow in the background, a few hundred at a time; addresses lead on at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from forum.core import audit, clock, events
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean_line
from forum.notifications import follows
from forum.threads import forms
from forum.threads.models import QuestionTag, Tag, TagSynonym
from forum.threads.tags import policy, queries, upkeep


def describe(tag: Tag, by: Viewer, description: Mapping[str, str]) -> None:
    """Say what it is for, by language code; nothing takes the description away. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    words = {lang: said for lang, raw in description.items() if (said := clean_line(raw))}
    if max(map(len, words.values()), default=0) > policy.DESCRIPTION_MAX_CHARS:
        raise Invalid(N_("This is too long."), {"description": N_("This is too long.")})
    if words == tag.description:
        return
    tag.description, tag.described_at = words, clock.now() if words else None
    audit.record(by, "described the tag", f"tag:{tag.id}", tag=tag.name)


def rename(tag: Tag, by: Viewer, name: str) -> None:
    """Call it otherwise; the old name becomes another word for it. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    name, before = _one(name, "name"), tag.name
    if name == before:
        return
    meant = queries.synonyms().get(name, tag.name)
    if meant != tag.name or _id_of(name) is not None:
        raise _taken("name")
    db.session.execute(sa.delete(TagSynonym).where(TagSynonym.name == name))
    tag.name = name
    db.session.add(TagSynonym(name=before, tag_id=tag.id))
    audit.record(by, "renamed the tag", f"tag:{tag.id}", tag=name, before=before)
    db.session.flush()
    upkeep.rewrite_soon(tag.id, before)


def set_synonyms(tag: Tag, by: Viewer, words: Iterable[str]) -> None:
    """Other words for it: exactly these. Raises `NotAllowed`, and `Invalid` for one that is a tag of its own."""
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    wanted = [word for word in forms.clean_tags(words) if word != tag.name]
    before = queries.synonyms_of(tag.id)
    if sorted(wanted) == before:
        return
    known = queries.synonyms()
    for word in wanted:
        _one(word, "synonyms")
        if known.get(word, tag.name) != tag.name or (word not in before and _used(word)):
            raise _taken("synonyms")
    if len(wanted) > policy.SYNONYMS_MAX:
        raise Invalid(N_("That are too many words."), {"synonyms": N_("That are too many words.")})
    db.session.execute(sa.delete(TagSynonym).where(TagSynonym.tag_id == tag.id))
    db.session.execute(sa.delete(Tag).where(Tag.name.in_(wanted)))  # words that no question has
    db.session.add_all(TagSynonym(name=word, tag_id=tag.id) for word in sorted(wanted))
    audit.record(by, "named other words for the tag", f"tag:{tag.id}", tag=tag.name, words=sorted(wanted))
    db.session.flush()


def merge(tag: Tag, by: Viewer, into: str) -> Tag:
    """One tag takes another's place: its questions, its other words, its followers. Can't be undone.

    Raises `NotAllowed`, `Invalid` when there is no other tag of that name.
    """
    ensure(policy.can_curate(by), policy.WHOLE_SITE)
    name = queries.resolve(forms.clean_tags([into]))
    found = _id_of(name[0]) if name else None
    if found is None or found == tag.id:
        sentence = N_("There is no other tag of this name.")
        raise Invalid(sentence, {"into": sentence})
    return join(tag, found, by)


def join(tag: Tag, found: int, by: Viewer | None) -> Tag:
    """`merge` into the tag of this number, whoever wants it (None: the clock)."""
    # Both rows kept still, in the order of their numbers: of two merges at once the later sees what is left.
    kept = db.session.scalars(
        sa.select(Tag).where(Tag.id.in_([tag.id, found])).order_by(Tag.id).with_for_update()
    ).all()
    place = next(each for each in kept if each.id == found)
    had = sa.select(QuestionTag.question_id).where(QuestionTag.tag_id == found)
    moved = sa.select(QuestionTag.question_id, sa.literal(found)).where(
        QuestionTag.tag_id == tag.id, QuestionTag.question_id.not_in(had)
    )
    db.session.execute(sa.insert(QuestionTag).from_select(["question_id", "tag_id"], moved))
    db.session.execute(sa.delete(QuestionTag).where(QuestionTag.tag_id == tag.id))
    db.session.execute(sa.update(TagSynonym).where(TagSynonym.tag_id == tag.id).values(tag_id=found))
    before, number = tag.name, tag.id
    db.session.delete(tag)
    db.session.flush()
    db.session.add(TagSynonym(name=before, tag_id=found))
    audit.record(by, "merged the tag", f"tag:{number}", tag=before, into=place.name)
    follows.join(f"tag:{number}", f"tag:{found}")
    events.emit("tag.merged", tag_id=number, into_id=found)
    db.session.flush()
    upkeep.rewrite_soon(found, before)
    upkeep.count_soon([found])
    return place


def _one(word: str, field: str) -> str:
    """The word as a tag. Raises `Invalid` when it can't be one."""
    clean = forms.clean_tags([word])
    wrong = forms.check_tags(clean).get("tags", "") if clean else N_("Write a word.")
    if wrong:
        raise Invalid(wrong, {field: wrong})
    return clean[0]


def _taken(field: str) -> Invalid:
    sentence = N_("This is a tag of its own: merge the two instead.")
    return Invalid(sentence, {field: sentence})


def _id_of(name: str) -> int | None:
    return db.session.scalar(sa.select(Tag.id).where(Tag.name == name))


def _used(name: str) -> bool:
    number = _id_of(name)
    asked = sa.select(QuestionTag.question_id).where(QuestionTag.tag_id == number).limit(1)
    return number is not None and db.session.scalar(asked) is not None
