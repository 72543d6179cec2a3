"""Add, change and remove synonyms: in force for the next search, in every process."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from forum.config import LANGUAGES
from forum.core import audit, clock
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_, clean_line
from forum.moderation import policy
from forum.search.models import SynonymGroup
from forum.search.wording import normal


def add(lang: str, words: Iterable[str], by: Viewer) -> SynonymGroup:
    """A new group; `lang` "" holds for readers of all languages. Raises `NotAllowed`, `Invalid` (per field)."""
    ensure(policy.can_change_words(by), policy.WHOLE_SITE)
    if (db.session.scalar(sa.select(sa.func.count()).select_from(SynonymGroup)) or 0) >= (
        policy.SYNONYM_GROUPS_MAX
    ):
        raise _wrong(N_("There are too many groups. Remove some that nobody needs."))
    made = SynonymGroup(lang=_lang(lang), words=_checked(lang, words), changed_at=clock.now())
    db.session.add(made)
    db.session.flush()
    audit.record(by, "added synonyms", f"synonyms:{made.id}", ", ".join(made.words))
    return made


def change(group: SynonymGroup, words: Iterable[str], by: Viewer) -> None:
    """Other words for a group. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_change_words(by), policy.WHOLE_SITE)
    before = list(group.words)
    group.words, group.changed_at = _checked(group.lang, words, group.id), clock.now()
    audit.record(by, "changed synonyms", f"synonyms:{group.id}", ", ".join(group.words), before=before)


def remove(group: SynonymGroup, by: Viewer) -> None:
    """These words mean the same no more."""
    ensure(policy.can_change_words(by), policy.WHOLE_SITE)
    audit.record(by, "removed synonyms", f"synonyms:{group.id}", ", ".join(group.words))
    db.session.delete(group)


def _lang(lang: str) -> str:
    if lang and lang not in LANGUAGES:
        message = N_("Choose a language.")
        raise Invalid(message, {"lang": message})
    return lang


def _checked(lang: str, given: Iterable[str], but: int | None = None) -> list[str]:
    """The words, cleaned and each once, when they can be a group."""
    words = list({normal(word): word for word in map(clean_line, given) if normal(word)}.values())
    if len(words) < policy.SYNONYMS_MIN:
        raise _wrong(N_("Write at least two different words, with commas between them."))
    if len(words) > policy.SYNONYMS_MAX:
        raise _wrong(N_("These are too many words for one group."))
    if any(
        len(word) > policy.SYNONYM_MAX_CHARS or len(word.split()) > policy.SYNONYM_MAX_WORDS for word in words
    ):
        raise _wrong(N_("One of them is too long: a synonym is a word or a short phrase."))
    mine = {normal(word) for word in words}
    for other in db.session.scalars(sa.select(SynonymGroup).where(SynonymGroup.lang == lang)):
        if other.id != but and mine & {normal(word) for word in other.words}:
            raise _wrong(N_("One of these words stands in another group. Add the others there."))
    return words


def _wrong(message: str) -> Invalid:
    return Invalid(message, {"group": message})
