"""The trail: with a customer's consent, what she searched, opened and judged in the last 24 hours, for her to send
along with a question. Without consent nothing is stored."""

from __future__ import annotations

from importlib import import_module

from forum.support.trail.keeping import forget_old

__all__ = ["forget_old"]

# They listen, fill places, and hang at the desk's blueprint.
for _part in ("counted", "hearing", "panel", "purposes", "views"):
    import_module(f"forum.support.trail.{_part}")
