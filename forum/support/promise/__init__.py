"""The promise: clocks that stand still while we wait for the customer, and asking a person before the time is over."""

from __future__ import annotations

from forum.support.promise import actions, choices, hearing, jobs, queries

__all__ = ["actions", "choices", "hearing", "jobs", "queries"]
