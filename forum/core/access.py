"""Who may reach a view. Every view wears exactly one of these; a test fails for one that wears none.

They guard the door; what somebody may do behind it, policies say.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask_login import current_user

from forum.core.errors import NotAllowed, SignInNeeded
from forum.core.roles import Viewer, at_least

View = TypeVar("View", bound=Callable[..., Any])


def viewer() -> Viewer:
    """Whoever looks: the signed-in `Person` itself (no proxy), or a `Guest`."""
    return cast(Viewer, current_user._get_current_object())


def public(view: View) -> View:
    """For everybody."""
    view.access = "public"  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    """For people who are signed in; others are sent to sign in and come back with what they typed."""
    return _guarded(view, "customer")


def agents(view: View) -> View:
    """For agents and above."""
    return _guarded(view, "agent")


def moderators(view: View) -> View:
    """For moderators and admins."""
    return _guarded(view, "moderator")


def admins(view: View) -> View:
    """For admins."""
    return _guarded(view, "admin")


def only_reads(view: View) -> View:
    """Mark a POST view that writes nothing (a preview, suggestions): it takes no write lock, and nothing is committed."""
    view.only_reads = True  # type: ignore[attr-defined]
    return view


def signed_address(view: View) -> View:
    """Mark a POST view that its address alone opens, signed for one deed: mail programs press it (RFC 8058), without a
    page of ours before and so without a form's token."""
    view.signed_address = True  # type: ignore[attr-defined]
    return view


def _guarded(view: View, role: str) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            raise SignInNeeded()
        if not at_least(viewer(), role):
            raise NotAllowed()
        return view(*args, **kwargs)

    guarded.access = role  # type: ignore[attr-defined]
    return cast(View, guarded)
