"""Every view says who may reach it."""

from __future__ import annotations

from forum import Askwell

LEVELS = {"public", "customer", "agent", "moderator", "admin", "token"}


def test_every_view_declares_who_may_reach_it(app: Askwell) -> None:
    views = {e: v for e, v in app.view_functions.items() if e != "static"}
    assert len(views) > 30
    undeclared = sorted(e for e, v in views.items() if getattr(v, "access", None) not in LEVELS)
    assert not undeclared, f"wear one of forum.core.access on: {undeclared}"


def test_only_public_pages_are_kept_for_guests(app: Askwell) -> None:
    kept = [e for e, v in app.view_functions.items() if getattr(v, "kept_for_guests", False)]
    assert kept
    assert all(app.view_functions[e].access == "public" for e in kept)  # type: ignore[attr-defined]
