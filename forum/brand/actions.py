"""Change the brand: all of what was sent, or nothing of it."""

from __future__ import annotations

import hashlib

import sqlalchemy as sa

from forum.brand import queries
from forum.brand.models import BrandFile
from forum.core import brand, choices
from forum.core.db import db
from forum.core.errors import Invalid, ensure
from forum.core.roles import Viewer
from forum.pictures import drawing

LOGO_SIDE = 480  # pixels of the longer side: sharp at 32 px of height, and light
LOGO_MAX_BYTES = 60_000  # it is on every page


def save(sent: dict[str, str], by: Viewer, logo: bytes = b"", without_logo: bool = False) -> list[str]:
    """Take what the form sent, by name of the choice; names that are no part of the brand are left out.

    `logo`: a new picture; `without_logo`: take the present one away. Returns the names of what changed. Raises `Invalid`
    with a sentence per name (`picture` for the logo), or `NotAllowed`; nothing is changed then.
    """
    ensure(choices.can_choose(by))
    ours = {name: words for name, words in sent.items() if _typed(name)}
    errors: dict[str, str] = {}
    drawn = None
    if logo:
        try:
            drawn = drawing.draw(logo, side=LOGO_SIDE)
        except Invalid as problem:
            errors |= problem.errors
        if drawn is not None and len(drawn.data) > LOGO_MAX_BYTES:
            errors["picture"] = drawing.TOO_LARGE
    errors |= queries.faults(ours)
    if errors:
        raise Invalid(errors=errors)
    if drawn is not None:
        ours[brand.LOGO.name] = _keep(drawn)
    elif without_logo:
        ours[brand.LOGO.name] = ""
    changed = choices.change(ours, by)
    db.session.execute(
        sa.delete(BrandFile).where(BrandFile.version != ours.get(brand.LOGO.name, brand.LOGO.value))
    )
    return changed


def _typed(name: str) -> bool:
    choice = choices.defined.get(name)
    return choice is not None and choice.page == brand.PAGE and name != brand.LOGO.name


def _keep(drawn: drawing.Drawn) -> str:
    version = f"{hashlib.sha256(drawn.data).hexdigest()[:16]}-{drawn.width}x{drawn.height}"
    if db.session.get(BrandFile, version) is None:
        db.session.add(BrandFile(version=version, content=drawn.data))
        db.session.flush()
    return version
