"""Many people press at the same moment; nothing is lost and nothing is double."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from forum.core.db import db, may_write
from forum.core.errors import AskwellError
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.flags.models import Flag
from forum.knowledge import actions, queries
from forum.knowledge.models import Revision
from tests import factories
from tests.factories import site

AT_ONCE = 6


def together(app, deed):
    """Run `deed(number)` in `AT_ONCE` threads that start together; what each gave: a value or its error."""
    start = threading.Barrier(AT_ONCE)

    def run(number):
        may_write.set(True)
        with app.app_context():
            start.wait()
            try:
                value = deed(number)
                db.session.commit()
                return value
            except AskwellError as error:
                db.session.rollback()
                return error

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_of_many_edits_at_once_one_is_saved_and_the_others_are_told(app, cast):
    number = factories.article(app, cast)

    def edit(i):
        article = queries.article(number, cast.ana)
        return actions.edit(article, cast.ana, 1, "Refunds", "", f"Text of writer {i}").number

    results = together(app, edit)

    assert sorted(str(getattr(r, "status", r)) for r in results) == ["2"] + ["409"] * (AT_ONCE - 1)
    lost = [r for r in results if not isinstance(r, int)]
    assert all(r.details["mine"]["body"].startswith("Text of writer") for r in lost)
    with site(app):
        assert db.session.query(Revision).filter_by(article_id=number).count() == 2


def test_one_flag_pressed_many_times_is_one(app, cast):
    number = factories.article(app, cast)

    results = together(app, lambda i: flags.flag(Target("article", number), cast.ana, "outdated", "Old.").id)

    assert len({r for r in results if isinstance(r, int)}) == 1
    with site(app):
        assert db.session.query(Flag).count() == 1
