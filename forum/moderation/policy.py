"""Who may do what on the moderators' desk. What may be done to a post, `threads.policy` says."""

from __future__ import annotations

from typing import Protocol

from forum.accounts.policy import ANOTHER_TOPIC as ANOTHER_TOPIC
from forum.accounts.policy import WHOLE_SITE as WHOLE_SITE
from forum.accounts.policy import moderates_all
from forum.core.roles import Viewer, at_least
from forum.topics import queries as topics

BECAUSE_MAX_CHARS = 300
# What admins narrow the log down to: who came in, who was refused, and all else that was done.
SIGN_INS = ("signed in",)
REFUSALS = ("sign-in refused", "second proof refused", "was refused")
LOG_ABOUT = ("decisions", "sign-ins", "refusals", "everything")
LOG_PER_PAGE = 50

#: What can be done to a post, as nouns, and whether a reason must be given: whoever wrote it reads the reason.
REASON_NEEDED = {
    "closure": True,
    "reopening": False,
    "hiding": True,
    "showing": False,
    "deletion": True,
    "restoration": False,
}
ONLY_QUESTIONS = ("closure", "reopening")


#: How a gap may be closed: the words became a phrasing, a synonym, an article, an answer was put first for them; or
#: something else, said in a note.
GAP_ENDS = ("phrasing", "synonym", "article", "promotion", "other")
PROMOTED_WORDINGS_MAX = 20  # of one gap; words nearly the same are found by them, too


SYNONYMS_MIN, SYNONYMS_MAX = 2, 12  # words of a group
SYNONYM_MAX_CHARS = 60
SYNONYM_MAX_WORDS = 5
SYNONYM_GROUPS_MAX = 2_000  # all are kept in memory


class Moderated(Protocol):
    """A question or an answer."""

    @property
    def hidden_at(self) -> object: ...

    @property
    def deleted_at(self) -> object: ...

    @property
    def purged_at(self) -> object: ...


def can_see_desk(viewer: Viewer) -> bool:
    """Agents read the flags and the log; the rest is for moderators."""
    return at_least(viewer, "agent")


def can_moderate(viewer: Viewer, topic_id: int | None = None) -> bool:
    """Close, hide, delete, review; with a topic: there. Who looks after some topics reads the desk, and acts in hers."""
    return at_least(viewer, "moderator") and (topic_id is None or topics.moderates(viewer, topic_id))


def can_change_words(viewer: Viewer) -> bool:
    """Synonyms, and what stands first for a search: no topic's own, so not for who looks after some topics only."""
    return moderates_all(viewer)


def can_export_log(viewer: Viewer) -> bool:
    """The whole log, with what concerns people."""
    return at_least(viewer, "admin")


def can_set_scope(viewer: Viewer) -> bool:
    """Say which topics a moderator looks after."""
    return at_least(viewer, "admin")


def can_see_people_in_log(viewer: Viewer) -> bool:
    """Roles, suspensions, what people did to their own accounts: for admins."""
    return at_least(viewer, "admin")


def deeds_for(post: Moderated) -> list[str]:
    """What makes sense with the post as it stands. Only questions can be closed."""
    if post.purged_at is not None:
        return []
    if post.deleted_at is not None:
        return ["restoration"]
    if getattr(post, "merged_into_id", None) is not None:
        return []  # it stands elsewhere: `arranging` undoes that
    possible = []
    if hasattr(post, "closed_at"):
        possible.append("closure" if post.closed_at is None else "reopening")
    return [*possible, "hiding" if post.hidden_at is None else "showing", "deletion"]
