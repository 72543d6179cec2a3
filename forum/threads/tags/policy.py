"""Who may say what a tag is."""

from __future__ import annotations

from forum.accounts.policy import WHOLE_SITE as WHOLE_SITE
from forum.accounts.policy import may_write, moderates_all
from forum.core import trust
from forum.core.roles import Viewer, at_least
from forum.threads import policy
from forum.threads.models import Question

DESCRIPTION_MAX_CHARS = 300  # two sentences: what it is for, and what not
SYNONYMS_MAX = 30  # of one tag: more is a thesaurus, which search has already


def can_curate(viewer: Viewer) -> bool:
    """Moderators of all topics describe, rename and join tags: a tag stands in any topic."""
    return moderates_all(viewer)


def can_meet_all(viewer: Viewer) -> bool:
    """Moderators know every tag, also one that only stands at what others may not read."""
    return at_least(viewer, "moderator")


def can_retag(viewer: Viewer, question: Question) -> bool:
    """Who may edit it; and members who earned it, for others' questions too (`core.trust`): topic and tags alone."""
    if policy.can_edit(viewer, question):
        return True
    trusted = at_least(viewer, "customer") and may_write(viewer) and trust.may(viewer, "retag")
    return trusted and question.public and question.closed_at is None
