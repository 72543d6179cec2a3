"""Everything of one's own as a file to take away."""

from __future__ import annotations

from typing import cast

from forum.accounts.models import Person
from forum.core.access import viewer
from forum.privacy.exporting import actions
from forum.privacy.models import DataExport


def own_export() -> DataExport | None:
    """For templates: the viewer's last file that is being made or can be downloaded."""
    return actions.latest(cast(Person, viewer())) if viewer().id is not None else None
