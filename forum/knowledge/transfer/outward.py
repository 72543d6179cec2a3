"""All articles of a site into a folder."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from forum.core.db import db
from forum.knowledge.models import Article, Revision
from forum.knowledge.transfer import files
from forum.knowledge.transfer.files import Page
from forum.pictures import files as pictures
from forum.topics.models import Topic

WRITTEN = (
    ".askwell-export"  # the names of the files that the last export wrote: the next one may replace those
)
BATCH = 500
_PICTURE = re.compile(r"""(\]\(\s*<?|src=["'])/pictures/([0-9a-f]{32})\.webp""")


class Refused(Exception):
    """Why a folder is not written to."""


def name_articles() -> None:
    """Give the articles an id that stays theirs in files and on other sites; the caller commits."""
    nameless = db.session.scalars(sa.select(Article.id).where(Article.external_id.is_(None))).all()
    if nameless:
        table: Any = Article.__table__
        rows = [{"number": number, "name": uuid.uuid4().hex} for number in nameless]
        db.session.connection().execute(
            sa.update(table)
            .where(table.c.id == sa.bindparam("number"))
            .values(external_id=sa.bindparam("name")),
            rows,
        )


def write_all(folder: Path) -> tuple[int, list[str]]:
    """Write every article, and its pictures beside it. Returns how many, and sentences on pictures that are lost.

    What an earlier export wrote and is no article any more is deleted; other files are left alone. Raises `Refused`
    when there are Markdown files that no export wrote: they would come in with the next import.
    """
    folder.mkdir(parents=True, exist_ok=True)
    before = _written(folder)
    strange = [
        str(p.relative_to(folder)) for p in folder.rglob("*.md") if str(p.relative_to(folder)) not in before
    ]
    if strange:
        raise Refused(f"{sorted(strange)[0]} is there, which no export wrote: choose an empty folder")
    written: list[str] = []
    lost: list[str] = []
    for page in _pages():
        name = files.path_of(page)
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(files.write(_beside(page, file.parent, folder, written, lost)), encoding="utf-8")
        written.append(name)
    for old in before - set(written):
        (folder / old).unlink(missing_ok=True)
    (folder / WRITTEN).write_text("".join(f"{name}\n" for name in sorted(set(written))), encoding="utf-8")
    return sum(name.endswith(".md") for name in written), lost


def _written(folder: Path) -> set[str]:
    try:
        names = (folder / WRITTEN).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return set()
    # Only inside the folder, whatever somebody wrote into the list.
    return {name for name in names if name and not Path(name).is_absolute() and ".." not in Path(name).parts}


def _beside(page: Page, here: Path, folder: Path, written: list[str], lost: list[str]) -> Page:
    """The page with its pictures as files beside it."""

    def place(found: re.Match[str]) -> str:
        data = pictures.read(found[2])
        if data is None:
            lost.append(f"{files.path_of(page)} shows a picture that is lost: {found[2]}")
            return found[0]
        file = here / f"{found[2]}.webp"
        file.write_bytes(data)
        written.append(str(file.relative_to(folder)))
        return f"{found[1]}{found[2]}.webp"

    return replace(page, body=_PICTURE.sub(place, page.body))


def _pages() -> Iterator[Page]:
    """What everybody reads; of what was never published, the newest draft."""
    first = aliased(Article)
    newest = aliased(Revision)
    last = sa.select(sa.func.max(newest.id)).where(newest.article_id == Article.id).correlate(Article)
    shown = sa.func.coalesce(Article.published_revision_id, last.scalar_subquery())
    chosen = (
        sa.select(
            Article.id.label("number"),
            Article.external_id,
            Article.lang,
            Article.family_id,
            Article.published_revision_id,
            Article.published_at,
            Article.checked_at,
            Article.archived_at,
            Topic.slug,
            Revision.title,
            Revision.summary,
            Revision.body,
            Revision.phrasings,
            first.external_id.label("family"),
        )
        .join(Topic, Topic.id == Article.topic_id)
        .join(Revision, Revision.id == shown)
        .outerjoin(first, first.id == Article.family_id)
        .order_by(Article.id)
    )
    last_number = 0
    while rows := db.session.execute(chosen.where(Article.id > last_number).limit(BATCH)).all():
        for row in rows:
            last_number = row.number
            title, summary, body, phrasings = files.text_of(row.title, row.summary, row.body, row.phrasings)
            yield Page(
                id=row.external_id,
                lang=row.lang,
                topic=row.slug,
                title=title,
                body=body,
                summary=summary,
                phrasings=phrasings,
                state="archived"
                if row.archived_at
                else "published"
                if row.published_revision_id
                else "draft",
                translation_of=row.family if row.family_id not in (None, row.number) else None,
                published=row.published_at,
                checked=row.checked_at,
            )
