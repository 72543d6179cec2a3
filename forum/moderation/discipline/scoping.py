"""Which topics a moderator looks after."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.core import audit
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.core.text import N_
from forum.moderation import policy
from forum.topics import queries as topics


def set_topics(person: Person, chosen: Sequence[int], by: Viewer) -> None:
    """Limit a moderator's office to these topics and those below them; none: to no topic, so to all. Raises `NotAllowed`, `Invalid`."""
    ensure(policy.can_set_scope(by))
    if person.role != "moderator":
        raise Invalid(N_("Only a moderator looks after topics."))
    known = sorted(set(chosen) & topics.by_id().keys())
    if (person.moderated_topics or []) == known:
        return
    before, person.moderated_topics = person.moderated_topics, known or None
    audit.record(by, "set the topics of", f"person:{person.id}", before=before, now=known)
