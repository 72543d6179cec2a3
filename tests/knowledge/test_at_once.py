"""Many people press at the same moment; nothing is lost and nothing is double."""

from __future__ import annotations

import re
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
from tests.knowledge.stage import translation
from tests.pages import Browser

AT_ONCE = 20
MARKS = re.compile(r"^(<{9}|={9}|>{9}).*\n?", re.MULTILINE)


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


def saved_at_once(app, cast, number, bodies):
    """Twenty people save their text at the same moment, then each goes on from the page with both until it is saved."""
    people = [cast.make(f"writer{i}", role="agent") for i in range(AT_ONCE)]
    browsers = [Browser(app).sign_in(person) for person in people]
    path = f"/articles/{number}-how-do-refunds-work/edit"
    forms = [browser.get(path) for browser in browsers]
    start = threading.Barrier(AT_ONCE)

    def press(i):
        start.wait()
        return browsers[i].submit(forms[i], "Save as draft", body=bodies[i])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        pages = list(pool.map(press, range(AT_ONCE)))
    assert sorted(page.status for page in pages) == [200] + [409] * (AT_ONCE - 1)
    for browser, first in zip(browsers, pages, strict=True):
        page = first
        for _ in range(5):
            if page.status == 200:
                break
            held = dict(page.form("Save as draft").fields)["body"]
            page = browser.submit(page, "Save as draft", body=MARKS.sub("", held))
        assert page.status == 200, page.text
    with site(app):
        assert db.session.query(Revision).filter_by(article_id=number).count() == AT_ONCE + 1
        return queries.newest(number, cast.ana).body


def test_twenty_saves_at_once_of_different_places_lose_no_text(app, cast):
    lines = [f"Line {i}." for i in range(AT_ONCE)]
    number = factories.article(app, cast, body="\n\n".join(lines))
    bodies = [
        "\n\n".join(f"{line} And writer {i}." if i == k else line for k, line in enumerate(lines))
        for i in range(AT_ONCE)
    ]

    newest = saved_at_once(app, cast, number, bodies)

    assert newest.split("\n\n") == [f"Line {i}. And writer {i}." for i in range(AT_ONCE)]


def test_twenty_saves_at_once_of_the_same_place_lose_no_text(app, cast):
    number = factories.article(app, cast, body="One line.")

    newest = saved_at_once(app, cast, number, [f"One line of writer {i}." for i in range(AT_ONCE)])

    assert [i for i in range(AT_ONCE) if f"One line of writer {i}." not in newest] == []


def test_all_languages_published_at_once_are_published(app, cast):
    first = factories.article(app, cast)
    family = [
        first,
        *(translation(app, cast, first, lang, f"Refunds {lang}") for lang in ("fr", "sv", "ja", "zh")),
    ]

    def edit_and_publish(i):
        if i >= len(family):
            return "one too many"
        article = queries.article(family[i], cast.mo)
        made = actions.edit(article, cast.mo, 1, "Refunds", "", f"Another text {i}", significance="major")
        actions.publish(made, cast.mo)
        return made.number

    results = together(app, edit_and_publish)

    assert results[: len(family)] == [2] * len(family)
    with site(app):
        assert all(queries.article(number, cast.mo).outdated for number in family)


def test_one_flag_pressed_many_times_is_one(app, cast):
    number = factories.article(app, cast)

    results = together(app, lambda i: flags.flag(Target("article", number), cast.ana, "outdated", "Old.").id)

    assert len({r for r in results if isinstance(r, int)}) == 1
    with site(app):
        assert db.session.query(Flag).count() == 1
