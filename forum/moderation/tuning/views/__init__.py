"""Pages of ranking: weights and trials of them, expected searches, why a result stands where it does."""

from __future__ import annotations

from forum.moderation.tuning.views import expected, weights, why

__all__ = ["expected", "weights", "why"]
