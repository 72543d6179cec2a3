"""Who may read, write, review and publish articles."""

from __future__ import annotations

from typing import Protocol

from forum.accounts.policy import elsewhere, moderates_all
from forum.core.roles import Viewer, at_least, is_staff
from forum.knowledge.models import Article, Revision
from forum.topics import queries as topics

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
    def id(self) -> int: ...

    @property
    def steps(self) -> int: ...

    @property
    def write_role(self) -> str: ...

    @property
    def review_role(self) -> str: ...

    @property
    def publish_role(self) -> str: ...


def _holds(viewer: Viewer, role: str, topic: Rules) -> bool:
    """Is the viewer of this role here? Whoever moderates other topics only is an agent in this one."""
    return topics.moderates(viewer, topic.id) if role == "moderator" else at_least(viewer, role)


def can_see(viewer: Viewer, article: Article) -> bool:
    """Published ones are for everybody; drafts and archived ones for the company."""
    return article.public or is_staff(viewer)


def can_see_revisions(viewer: Viewer) -> bool:
    """Earlier and waiting texts are for the company: a withdrawn sentence must not live on in public."""
    return is_staff(viewer)


def can_write(viewer: Viewer, topic: Rules | None = None) -> bool:
    """Whoever the topic lets write; without a topic: agents know what customers ask."""
    return _holds(viewer, topic.write_role, topic) if topic else at_least(viewer, "agent")


def can_edit(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """The public text stays as it is until a revision is published."""
    return can_write(viewer, topic) and article.archived_at is None


def can_submit(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Ask for a review of a draft, or of one that was sent back and mended."""
    return can_write(viewer, topic) and revision.state in ("draft", "rejected")


def can_discard(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Its author or a moderator of its topic lays a revision aside that nobody wants to go on with."""
    mine = can_write(viewer, topic) and revision.author_id == viewer.id
    return revision.waits and (mine or can_curate(viewer, topic))


def can_review(viewer: Viewer, revision: Revision, topic: Rules) -> bool:
    """Say yes or no to what was submitted. With three steps nobody reviews what she wrote herself."""
    own = topic.steps > 2 and revision.author_id == viewer.id
    return _holds(viewer, topic.review_role, topic) and revision.state == "in_review" and not own


def may_publish(viewer: Viewer, topic: Rules) -> bool:
    """Holds the permission that ends in front of readers: to write, to review or to publish, by the topic's steps.

    With two steps a reviewer's own text needs no second person: the log says who. With three it does.
    """
    role = {1: topic.write_role, 2: topic.review_role}.get(topic.steps, topic.publish_role)
    return _holds(viewer, role, topic)


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


def can_curate(viewer: Viewer, topic: Rules) -> bool:
    """Pin, archive, move to another topic, arrange the FAQ page: moderators of this topic."""
    return topics.moderates(viewer, topic.id)


def can_bring_in(viewer: Viewer) -> bool:
    """A folder of articles, of any topics."""
    return moderates_all(viewer)


def can_move(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """Curators of the topic it leaves, and writers while nobody has read it."""
    return can_curate(viewer, topic) or (
        article.published_revision_id is None and can_edit(viewer, article, topic)
    )


def can_pin(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """Only what the public sees can stand on top of it."""
    return can_curate(viewer, topic) and article.public


def can_archive(viewer: Viewer, article: Article, topic: Rules) -> bool:
    """Take out of public sight, without losing it."""
    return can_curate(viewer, topic) and article.archived_at is None


def refusal(viewer: Viewer, topic: Rules) -> str:
    """The sentence for who may not because others look after the topic; empty where that is not the reason."""
    return "" if topics.moderates(viewer, topic.id) else elsewhere(viewer)
