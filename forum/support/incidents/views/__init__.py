"""Pages of incidents: for everybody, and for staff; and their boxes on other pages."""

from forum.support.incidents.views import panels, public, staff

__all__ = ["panels", "public", "staff"]
