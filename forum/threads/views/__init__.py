"""The pages of questions and answers."""

from forum.threads.views import answering, asking, editing, lists, reading, solving, suggesting
from forum.threads.views.blueprint import bp

__all__ = ["answering", "asking", "bp", "editing", "lists", "reading", "solving", "suggesting"]
