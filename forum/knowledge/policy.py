"""Who may read, write, review and publish articles."""

from __future__ import annotations

from typing import Protocol

from forum.core.roles import Viewer, at_least, is_staff
from forum.knowledge.models import Article, Revision

TITLE_MAX_CHARS = 200
SUMMARY_MAX_CHARS = 500
BODY_MAX_CHARS = 60_000  # what the renderer takes
PHRASINGS_MAX = 30  # more is stuffing, and each counts like a title
PHRASING_MAX_CHARS = 200
NOTE_MAX_CHARS = 500
SECTIONS_MAX = 20  # hand-made sections of one FAQ page
OWNER_REMINDED_DAYS = 7  # how often an owner is reminded of what is past its review date


class Rules(Protocol):
    """What a topic says of its articles (`forum.topics`): the steps, and who holds which permission."""

    @property
    def steps(self) -> int: ...

    @property
    def write_role(self) -> str: ...

    @property
    def review_role(self) -> str: ...

    @property
    def publish_role(self) -> str: ...


def can_see(viewer: Viewer, article: Article) -> bool:
    """Published ones are for everybody; drafts and archived ones for the company."""
    return article.public or is_staff(viewer)


def can_see_revisions(viewer: Viewer) -> bool:
    """Earlier and waiting texts are for the company: a withdrawn sentence must not live on in public."""
    return is_staff(viewer)


def can_write(viewer: Viewer, topic: Rules | None = None) -> bool:
    """Whoever the topic lets write; without a topic: agents know what customers ask."""
    return at_least(viewer, topic.write_role if topic else "agent")


def can_edit(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """The public text stays as it is until a revision is published."""
    return can_write(viewer, topic) and article.archived_at is None


def can_submit(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Ask for a review of a draft, or of one that was sent back and mended."""
    return can_write(viewer, topic) and revision.state in ("draft", "rejected")


def can_discard(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Its author or a moderator lays a revision aside that nobody wants to go on with."""
    mine = can_write(viewer, topic) and revision.author_id == viewer.id
    return revision.waits and (mine or at_least(viewer, "moderator"))


def can_review(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Say yes or no to what was submitted. With three steps nobody reviews what she wrote herself."""
    own = topic.steps > 2 and revision.author_id == viewer.id
    return at_least(viewer, topic.review_role) and revision.state == "in_review" and not own


def may_publish(viewer: Viewer, topic: Rules) -> bool:
    """Holds the permission that ends in front of readers: to write, to review or to publish, by the topic's steps.

    With two steps a reviewer's own text needs no second person: the log says who. With three it does.
    """
    role = {1: topic.write_role, 2: topic.review_role}.get(topic.steps, topic.publish_role)
    return at_least(viewer, role)


def can_publish(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Put it before the public, now or at a moment; with three steps only what somebody approved."""
    ready = ("approved",) if topic.steps > 2 else ("draft", "in_review", "approved")
    return may_publish(viewer, topic) and revision.state in ready


def can_check(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """Say that the public text is still right."""
    return article.public and can_write(viewer, topic)


def can_give_owner(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """Say who answers for it."""
    return can_edit(viewer, article, topic)


def can_curate(viewer: Viewer) -> bool:
    """Pin, archive, move to another topic."""
    return at_least(viewer, "moderator")


def can_move(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """Curators, and writers while nobody has read it."""
    return can_curate(viewer) or (article.published_revision_id is None and can_edit(viewer, article, topic))


def can_pin(viewer: Viewer, article: Article) -> bool:
    """Only what the public sees can stand on top of it."""
    return can_curate(viewer) and article.public


def can_archive(viewer: Viewer, article: Article) -> bool:
    """Take out of public sight, without losing it."""
    return can_curate(viewer) and article.archived_at is None
