"""Taking one's data and leaving, as people do it, and looking for what is left of them."""

from __future__ import annotations

import io
import zipfile

from forum import Askwell
from forum.accounts import passwords
from forum.accounts.models import Person
from forum.core import jobs
from forum.core.db import db
from tests.factories import site
from tests.pages import Browser, Page

PASSWORD = "correct horse battery"


def with_password(app: Askwell, person: Person) -> None:
    """She signs in by a password."""
    with app.app_context():
        hashed = passwords.hashed(PASSWORD)
    with site(app):
        db.session.get_one(Person, person.id).password_hash = hashed


def work(app: Askwell) -> None:
    """The worker does all that is due."""
    with app.app_context():
        jobs.run_until_empty()


def taken(browser: Browser, path: str = "/my/data/export", words: str = "Download") -> zipfile.ZipFile:
    """The ZIP behind the button on one's page."""
    form = browser.get("/my/data").form(path)
    response = browser.client.post(form.action, data=dict(form.fields), headers=browser.headers)
    assert response.status_code == 200, response.status_code
    assert "attachment" in response.headers["Content-Disposition"]
    assert "no-store" in response.headers["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(response.data))


def everything_in(packed: zipfile.ZipFile) -> str:
    """All texts of it."""
    return "\n".join(
        packed.read(name).decode() for name in packed.namelist() if not name.startswith("files/")
    )


def leave(browser: Browser, **fields: str) -> Page:
    """By the page, as a person does."""
    page = browser.get("/my/data")
    page = browser.get(page.link("Erase my account"))
    return browser.submit(page, "Erase my account for good", **fields)
