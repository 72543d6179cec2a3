"""Who may come into a group, know of it, read and run it. Pure functions: the same one guards the deed and shows the button."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from forum.core.roles import Viewer, at_least

KINDS = ("users", "testers", "local")
OPENNESS = ("public", "request", "invitation")
NAME_MAX_CHARS = 60  # it stands in lists, beside titles
DESCRIPTION_MAX_CHARS = 600
WORDS_MAX_CHARS = 300  # of a request, or of a reason
LINK_DAYS = (1, 7, 30)  # how long an invitation may work; a link that works for ever is passed on for ever
LINK_USES_MAX = 200  # people that come in by one link: a larger crowd gets another one, and somebody notices
OPEN_INVITATIONS_MAX = 200  # of one group
OPEN_REQUESTS_MAX = 500  # of one group
ASK_AGAIN_DAYS = 30  # after a refusal
SPACES_MAX = 8  # of one group: more than that is a site


class GroupLike(Protocol):
    """A group, or a row of one."""

    @property
    def openness(self) -> str: ...

    @property
    def closed(self) -> bool: ...

    @property
    def ended(self) -> bool: ...


class StandingLike(Protocol):
    """How somebody stands to a group (`queries.Standing`)."""

    @property
    def member(self) -> bool: ...

    @property
    def owner(self) -> bool: ...

    @property
    def asked_at(self) -> datetime | None: ...

    @property
    def refused_at(self) -> datetime | None: ...

    @property
    def removed_at(self) -> datetime | None: ...


def can_make(viewer: Viewer) -> bool:
    """Moderators make groups and give them owners."""
    return at_least(viewer, "moderator")


def can_know(viewer: Viewer, group: GroupLike, member: bool) -> bool:
    """That there is such a group: everybody, but of one by invitation only its members and moderators."""
    return group.openness != "invitation" or member or at_least(viewer, "moderator")


def can_read(viewer: Viewer, group: GroupLike, member: bool) -> bool:
    """Who is in it and what is written there: everybody of a public group, else members and moderators."""
    return not group.closed or member or at_least(viewer, "moderator")


def can_run(viewer: Viewer, standing: StandingLike) -> bool:
    """Let in, invite, remove, change its words: its owners and moderators."""
    return standing.owner or at_least(viewer, "moderator")


def can_name_owners(viewer: Viewer, standing: StandingLike) -> bool:
    """Owners choose further owners; only moderators take it from one."""
    return can_run(viewer, standing)


def can_unname_owners(viewer: Viewer) -> bool:
    """No owner turns another out."""
    return at_least(viewer, "moderator")


def can_join(viewer: Viewer, group: GroupLike, standing: StandingLike) -> bool:
    """A public group: whoever has an account and was not removed."""
    return _may_come(viewer, group, standing) and group.openness == "public"


def can_ask_in(viewer: Viewer, group: GroupLike, standing: StandingLike, now: datetime) -> bool:
    """A group by request: whoever has an account, once at a time; after a refusal a month later."""
    if not _may_come(viewer, group, standing) or group.openness != "request" or standing.asked_at is not None:
        return False
    refused = standing.refused_at
    return refused is None or refused <= now - timedelta(days=ASK_AGAIN_DAYS)


def can_use_link(viewer: Viewer, group: GroupLike, standing: StandingLike, by_mail: bool) -> bool:
    """Whoever holds an invitation; who was removed needs one that was mailed to her: the owners meant her."""
    if not at_least(viewer, "customer") or group.ended or standing.member:
        return False
    return by_mail or standing.removed_at is None


def can_leave(viewer: Viewer, standing: StandingLike) -> bool:
    """Every member, at any time."""
    return viewer.id is not None and standing.member


def can_remove(viewer: Viewer, standing: StandingLike, member_id: int, member_owns: bool) -> bool:
    """Owners remove members, moderators owners too; nobody herself (she leaves)."""
    if member_id == viewer.id:
        return False
    return at_least(viewer, "moderator") or (standing.owner and not member_owns)


def can_become(before: str, after: str) -> bool:
    """A closed group never becomes public: what was written for its members stays for them."""
    return after in OPENNESS and (before == "public" or after != "public")


def can_end(viewer: Viewer) -> bool:
    """Moderators say that a group has ended, or goes on."""
    return at_least(viewer, "moderator")


def _may_come(viewer: Viewer, group: GroupLike, standing: StandingLike) -> bool:
    return (
        at_least(viewer, "customer")
        and not group.ended
        and not standing.member
        and standing.removed_at is None
    )
