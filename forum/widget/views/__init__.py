"""The frame on other sites (`bp`), and what admins and other sites' pages fetch (`admin`)."""

from forum.widget.views import asking, reading
from forum.widget.views.blueprint import bp
from forum.widget.views.managing import admin

__all__ = ["admin", "asking", "bp", "reading"]
