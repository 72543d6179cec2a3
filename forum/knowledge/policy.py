"""Who may read, write, review and publish articles."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least, is_staff
from forum.knowledge.models import Article, Revision

TITLE_MAX_CHARS = 200
SUMMARY_MAX_CHARS = 500
BODY_MAX_CHARS = 60_000  # what the renderer takes
PHRASINGS_MAX = 30  # more is stuffing, and each counts like a title
PHRASING_MAX_CHARS = 200
NOTE_MAX_CHARS = 500


def can_see(viewer: Viewer, article: Article) -> bool:
    """Published ones are for everybody; drafts and archived ones for the company."""
    return article.public or is_staff(viewer)


def can_see_revisions(viewer: Viewer) -> bool:
    """Earlier and waiting texts are for the company: a withdrawn sentence must not live on in public."""
    return is_staff(viewer)


def can_write(viewer: Viewer) -> bool:
    """Agents know what customers ask."""
    return at_least(viewer, "agent")


def can_edit(viewer: Viewer, article: Article) -> bool:
    """The public text stays as it is until a revision is published."""
    return can_write(viewer) and article.archived_at is None


def can_submit(viewer: Viewer, revision: Revision) -> bool:
    """Ask for a review of a draft, or of one that was sent back and mended."""
    return can_write(viewer) and revision.state in ("draft", "rejected")


def can_discard(viewer: Viewer, revision: Revision) -> bool:
    """Its author or a moderator lays a revision aside that nobody wants to go on with."""
    return revision.waits and (
        at_least(viewer, "moderator") or (can_write(viewer) and revision.author_id == viewer.id)
    )


def can_review(viewer: Viewer, revision: Revision) -> bool:
    """Say yes or no to what was submitted."""
    return at_least(viewer, "moderator") and revision.state == "in_review"


def can_publish(viewer: Viewer, revision: Revision) -> bool:
    """Moderators put a text before the public; their own too: the log says who."""
    return at_least(viewer, "moderator") and revision.state in ("draft", "in_review", "approved")


def can_curate(viewer: Viewer) -> bool:
    """Pin, archive, move to another topic."""
    return at_least(viewer, "moderator")


def can_pin(viewer: Viewer, article: Article) -> bool:
    """Only what the public sees can stand on top of it."""
    return can_curate(viewer) and article.public


def can_archive(viewer: Viewer, article: Article) -> bool:
    """Take out of public sight, without losing it."""
    return can_curate(viewer) and article.archived_at is None
