"""Who may do what with incidents."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least, is_staff
from forum.support.incidents.models import Incident
from forum.threads import policy as threads
from forum.threads.models import Question

TITLE_CHARS, BODY_CHARS, WORDS_CHARS, NOTE_CHARS = 160, 5_000, 1_000, 5_000
GATHER_AT_ONCE_MAX = 200  # questions added by one press
TOLD_AT_ONCE = 100  # people told in one transaction


def can_work(viewer: Viewer) -> bool:
    """Agents and above announce incidents, say how it goes, gather and release questions."""
    return is_staff(viewer)


def can_see(viewer: Viewer, incident: Incident) -> bool:
    """Everybody; staff alone what was withdrawn."""
    return incident.withdrawn_at is None or is_staff(viewer)


def can_join(viewer: Viewer, incident: Incident) -> bool:
    """Everybody with an account, while it goes on."""
    return at_least(viewer, "customer") and incident.open


def can_judge(viewer: Viewer, incident: Incident, told_fix: int) -> bool:
    """Whoever was told of the newest fix says whether it helped."""
    fixed = incident.state == "fixed" and incident.withdrawn_at is None
    return viewer.id is not None and fixed and told_fix == incident.fixes


def may_be_told(person: Viewer, question: Question) -> bool:
    """Is the question still one that this person may see? Asked when the mail is written, not when they said so."""
    return question.author_id == person.id or (question.public and threads.can_see(person, question))
