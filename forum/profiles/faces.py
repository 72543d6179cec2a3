"""The picture beside somebody's name goes, whoever wants it so."""

from __future__ import annotations

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core.db import db
from forum.pictures import actions as pictures


def forget_face(person_id: int) -> None:
    """Take the picture from the person and delete it."""
    key = db.session.scalar(sa.select(Person.picture).where(Person.id == person_id))
    if key is None:
        return
    db.session.execute(sa.update(Person).where(Person.id == person_id).values(picture=None))
    pictures.forget(key)
