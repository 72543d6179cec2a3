"""Pictures and files come with posts: whoever may read the post may have them, nobody else."""

from __future__ import annotations

import io

from forum import Askwell
from forum.accounts.models import Person
from forum.attachments.models import Attachment
from forum.core import clock
from forum.core.db import db
from forum.pictures import actions as pictures
from forum.threads import actions
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, question, site
from tests.pages import Browser
from tests.pictures.test_bring import photograph
from tests.threads.stage import path_of


def send(browser: Browser, path: str, words: str, **files: tuple[bytes, str]):
    """The answer form, with files."""
    form = browser.get(path).form("Post the answer")
    fields = {k: v for k, v in form.fields if k != "body"} | {"body": words}
    return browser.post(
        form.action, fields | {"files": [(io.BytesIO(data), name) for data, name in files.values()]}
    )


def test_a_file_comes_with_an_answer_and_goes_with_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    asked = question(app, cast.carla)
    path = path_of(app, asked)
    page = send(browser.sign_in(cast.bob), path, "See the log.", a=(b"line 1", "app.log"))
    assert "app.log" in page.text
    guest = Browser(app)
    where = guest.get(path).link("app.log")
    got = guest.client.get(where)
    assert (got.status_code, got.data) == (200, b"line 1")
    assert got.headers["Content-Disposition"].startswith("attachment")
    with site(app):
        db.session.query(Answer).one().hidden_at = clock.now()
    assert guest.client.get(where).status_code == 404
    assert browser.client.get(where).status_code == 200, "his own"
    assert "app.log" not in guest.get(path).text


def test_what_is_no_such_file_is_refused_and_the_words_and_the_others_are_kept(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    path = path_of(app, asked)
    browser.sign_in(cast.bob)
    page = send(browser, path, "See both.", a=(b"line 1", "app.log"), b=(b"<svg/>", "x.svg"))
    assert page.status == 422
    assert "We take no others" in page.text
    assert "See both." in page.html
    assert "app.log" in page.text
    with site(app):
        assert db.session.query(Answer).count() == 0
    page = browser.submit(page, "Post the answer")
    assert page.status == 200
    with site(app):
        assert [a.place for a in db.session.query(Attachment)] == [
            f"answer:{db.session.query(Answer).one().id}"
        ]
        assert db.session.get_one(Question, asked).file_count == 1


def test_a_picture_of_a_post_is_seen_by_whoever_may_read_the_post(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    asked = question(app, cast.carla)
    with site(app):
        bob = db.session.get_one(Person, cast.bob.id)
        where = pictures.bring(photograph(), bob).path
    guest = Browser(app).client
    assert guest.get(where).status_code == 404, "no text shows it yet"
    number = answer(app, asked, cast.bob, f"Here: ![menu]({where})")
    assert f'<img src="{where}"' in browser.get(path_of(app, asked)).html
    assert guest.get(where).status_code == 200
    with site(app):
        bob, mine = db.session.get_one(Person, cast.bob.id), db.session.get_one(Answer, number)
        actions.edit_answer(mine, bob, 1, "No picture any more.")
    assert guest.get(where).status_code == 404
    with site(app):
        mine = db.session.get_one(Answer, number)
        actions.edit_answer(mine, db.session.get_one(Person, cast.bob.id), 2, f"Again: ![menu]({where})")
        mine.hidden_at = clock.now()
    assert guest.get(where).status_code == 404
