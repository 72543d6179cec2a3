"""Which picture is whose, and who may see it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa

from forum.core import targets
from forum.core.db import db
from forum.core.errors import NotFound
from forum.core.roles import GUEST, Viewer
from forum.pictures import policy
from forum.pictures.models import Picture, PictureUse

_ADDRESS = re.compile(r"/pictures/([0-9a-f]{32})\.webp")


def keys_in(text: str) -> list[str]:
    """The keys of the pictures that a text (Markdown or HTML) shows, each once."""
    return list(dict.fromkeys(_ADDRESS.findall(text)))


def picture(key: str, viewer: Viewer) -> tuple[Picture, bool]:
    """The picture, and whether everybody may see it. Raises `NotFound` for whoever may see no text that shows it."""
    found = db.session.scalars(sa.select(Picture).where(Picture.key == key)).one_or_none()
    if found is None:
        raise NotFound
    shown_in = [
        targets.parse(target)
        for target in db.session.scalars(
            sa.select(PictureUse.target).where(PictureUse.picture_id == found.id)
        )
    ]
    if targets.show_many(shown_in, GUEST):
        return found, True
    if not policy.can_see_unused(viewer, found) and not targets.show_many(shown_in, viewer):
        raise NotFound
    return found, False


def by_key(keys: Sequence[str]) -> dict[str, Picture]:
    """Those of these keys that there are; one query."""
    if not keys:
        return {}
    return {p.key: p for p in db.session.scalars(sa.select(Picture).where(Picture.key.in_(list(keys))))}
