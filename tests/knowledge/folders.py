"""Articles in a folder, for the stories of export and import."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from forum.core.db import db
from forum.knowledge.models import Revision
from tests.factories import site

WHOLE = """---
id: kb-1
lang: en
topic: orders
title: How do refunds work?
summary: Thirty days.
phrasings:
- money back
- 'no'
state: published
published: '2026-01-02T03:04:05+00:00'
---

Send it back.

---

Then wait.
"""


def run(app, *words):
    return app.test_cli_runner().invoke(args=["knowledge", *map(str, words)])


def export(app, folder):
    done = run(app, "export", folder)
    assert done.exit_code == 0, done.output
    return tree(folder)


def tree(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(Path(folder).rglob("*")) if p.is_file()
    }


def counts(done):
    assert done.exit_code == 0, done.output
    return done.output.splitlines()[-1]


def revisions(app):
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(Revision))


def empty(app):
    """Another site: no article, no topic."""
    with site(app):
        for table in ("picture_use", "picture", "revision", "article"):
            db.session.execute(sa.text(f"DELETE FROM {table}"))
