"""Who is told of what happens in groups."""

from __future__ import annotations

from collections.abc import Sequence

from forum.accounts.models import Person
from forum.core import mail
from forum.groups.models import Group
from forum.notifications.actions import tell


def asked(group: Group, by: Person, owners: Sequence[int]) -> None:
    """Its owners learn that somebody wants to come in."""
    for owner in owners:
        tell(
            owner,
            "group_asked",
            f"{group.path}/members",
            group=f"group_asked:{group.id}",
            who=by.name,
            name=group.name,
            asked=[group.id, by.id],
        )


def let_in(group: Group, person_id: int) -> None:
    """She may read and write there now."""
    tell(person_id, "group_let_in", group.path, name=group.name)


def refused(group: Group, person_id: int, because: str) -> None:
    """She may ask again, later."""
    tell(person_id, "group_refused", "/groups", name=group.name, because=because)


def removed(group: Group, person_id: int, because: str) -> None:
    """She is told why, whatever she chose."""
    tell(person_id, "group_removed", "/groups", must_know=True, name=group.name, because=because)


def made_owner(group: Group, person_id: int, by: Person) -> None:
    """She lets people in from now on."""
    tell(person_id, "group_owner", f"{group.path}/members", who=by.name, name=group.name)


def invited(group: Group, email: str, lang: str, secret: str, by: Person, days: int) -> None:
    """By mail, to an address that may have no account yet."""
    address = mail.whole(f"/groups/join/{secret}")
    mail.send_later(email, "group_invited", lang, who=by.name, group=group.name, url=address, days=days)
