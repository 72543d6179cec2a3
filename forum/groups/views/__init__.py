"""Pages of groups."""

from forum.groups.views import coming, inviting, reading, running
from forum.groups.views.blueprint import bp

__all__ = ["bp", "coming", "inviting", "reading", "running"]
