"""Bring a picture, say where it is shown, forget those that nothing shows."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from datetime import timedelta

import sqlalchemy as sa

from forum.accounts.models import Person
from forum.core import clock, jobs
from forum.core.db import db
from forum.core.errors import ensure
from forum.pictures import drawing, files, policy, queries
from forum.pictures.models import Picture, PictureUse

BATCH = 200
FORGET_JOB = "forget picture"
#: Features say which of some keys their texts name, drafts and earlier revisions included: those are kept.
_named: list[Callable[[Collection[str]], set[str]]] = []


def keep_named(asked: Callable[[Collection[str]], set[str]]) -> None:
    """Register `asked(keys) -> those that some text of the feature names`."""
    if asked not in _named:
        _named.append(asked)


def bring(sent: bytes, by: Person, key: str = "") -> Picture:
    """Check, draw anew and keep what was sent; the caller commits. Raises `Invalid`, and `OSError` on a full disk.

    `key`: the one it has already, as 32 hex digits, where a text that comes back from files names it.
    """
    ensure(policy.can_bring(by))
    return _keep(drawing.draw(sent), by, key or secrets.token_hex(16))


def bring_face(sent: bytes, by: Person, pixels: int) -> Picture:
    """`bring` for the picture beside somebody's name: the middle of it, as a square of so many pixels; everybody may."""
    ensure(policy.can_bring_face(by))
    return _keep(drawing.draw(sent, square=pixels), by, secrets.token_hex(16))


def forget(key: str) -> None:
    """Delete a picture that its person took away, in the current transaction; its file goes when it is committed."""
    number = db.session.scalar(sa.select(Picture.id).where(Picture.key == key))
    db.session.execute(sa.delete(PictureUse).where(PictureUse.picture_id == number))
    db.session.execute(sa.delete(Picture).where(Picture.id == number))
    jobs.enqueue(FORGET_JOB, {"key": key})


def shown_in(target: str, text: str) -> None:
    """Say in the current transaction which pictures the public text of `target` shows; empty when it is not public."""
    wanted = {picture.id for picture in queries.by_key(queries.keys_in(text)).values()}
    there = set(db.session.scalars(sa.select(PictureUse.picture_id).where(PictureUse.target == target)))
    if gone := there - wanted:
        db.session.execute(
            sa.delete(PictureUse).where(PictureUse.target == target, PictureUse.picture_id.in_(gone))
        )
    db.session.add_all(PictureUse(picture_id=number, target=target) for number in sorted(wanted - there))


def forget_unused() -> int:
    """Delete old pictures that no text names any more. Returns how many."""
    old = clock.now() - timedelta(days=policy.UNUSED_DAYS)
    used = sa.exists().where(PictureUse.picture_id == Picture.id)
    gone = 0
    last = 0
    while True:
        batch = db.session.execute(
            sa.select(Picture.id, Picture.key)
            .where(Picture.created_at < old, Picture.id > last, ~used)
            .order_by(Picture.id)
            .limit(BATCH)
        ).all()
        if not batch:
            return gone
        last = batch[-1].id
        keys = {row.key for row in batch}
        named = set().union(*(asked(keys) for asked in _named)) if _named else set()
        forgotten = [row for row in batch if row.key not in named]
        db.session.execute(sa.delete(Picture).where(Picture.id.in_([row.id for row in forgotten])))
        db.session.commit()  # a row without its file is a broken picture; a file without its row harms nobody
        for row in forgotten:
            files.delete(row.key)
        gone += len(forgotten)


def _keep(drawn: drawing.Drawn, by: Person, key: str) -> Picture:
    picture = Picture(
        key=key,
        by_id=by.id,
        width=drawn.width,
        height=drawn.height,
        size=len(drawn.data),
        created_at=clock.now(),
    )
    files.write(picture.key, drawn.data)
    db.session.add(picture)
    db.session.flush()
    return picture
