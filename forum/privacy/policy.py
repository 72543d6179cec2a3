"""Who may leave, and take what is kept about them along."""

from __future__ import annotations

from forum.core.roles import Viewer, at_least, is_staff


def why_not_erase(viewer: Viewer, other_admins: int) -> str:
    """What keeps somebody from being erased: "" (nothing), "guest", "last admin" or "staff".

    Customers leave at any time. What people of the company hold in trust (cases, drafts of articles, an office) is handed
    over first, by an admin who takes their role away: then they are customers.
    """
    if viewer.id is None:
        return "guest"
    if at_least(viewer, "admin") and other_admins == 0:
        return "last admin"
    return "staff" if is_staff(viewer) else ""
