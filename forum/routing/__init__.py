"""Routing by expertise: a question that nobody answers invites a few people who solved similar ones.

Search finds solved questions like the new one; their solvers are weighed by likeness, by what they solved in the topic and
by when (`weighing`). The clock matches new questions, and invites when `choices.HOURS` have passed.
"""

from __future__ import annotations

from flask import Flask

from forum.core import personal_data as register
from forum.reputation import facts
from forum.routing import choices, credit, hearing, inbox, panel, personal_data, purposes
from forum.routing.views import bp

__all__ = ["choices", "hearing", "panel", "set_up"]


def set_up(app: Flask) -> None:
    """Addresses, the sentence of the notice, what reputation thanks for, personal data."""
    app.register_blueprint(bp)
    inbox.register()
    purposes.register()
    facts.register(credit.solved_when_invited)
    register.register(*personal_data.ENTRIES)
