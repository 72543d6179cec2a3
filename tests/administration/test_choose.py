"""Root decides how the site works, in a page; everybody else can't."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.core import choices
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotAllowed
from tests.factories import Cast, site
from tests.pages import Browser, Page


@pytest.fixture(autouse=True)
def kitchen() -> Iterator[None]:
    """Choices of a feature that exists only here."""
    choices.group("kitchen", "Kitchen")
    choices.number("kitchen.salt", 3, 0, 10, "Grams of salt")
    choices.one_of("kitchen.heat", "low", (("low", "Low"), ("high", "High")), "Heat")
    choices.switch("kitchen.fan", False, "Fan")
    choices.text("kitchen.motto", "", "Motto", most=20)
    yield
    del choices.groups["kitchen"]
    for name in [name for name in choices.defined if name.startswith("kitchen.")]:
        del choices.defined[name]


def _of(app: Askwell) -> list[object]:
    with site(app):
        return [choices.of(f"kitchen.{name}") for name in ("salt", "heat", "fan", "motto")]


def _told(root: Browser, sent: dict[str, str], status: int = 200) -> Page:
    """What the page answers to a form that sends only these."""
    form = root.get("/admin/settings").form("#kitchen")
    answer = root.post(form.action, dict([field for field in form.fields if "." not in field[0]]) | sent)
    assert answer.status == status
    return answer


def test_root_changes_what_is_in_force_and_the_log_says_what_it_was(app: Askwell, cast: Cast) -> None:
    assert _of(app) == [3, "low", False, ""]
    root = Browser(app).sign_in(cast.root)
    page = root.get("/admin/settings")
    assert "Grams of salt" in page.text
    sent = {"kitchen.salt": "5", "kitchen.heat": "high", "kitchen.fan": "1", "kitchen.motto": " Eat well. "}
    assert root.submit(page, "#kitchen", **sent).status == 200
    assert _of(app) == [5, "high", True, "Eat well."]
    with site(app):
        entry = db.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.target == "setting:kitchen.salt")
        ).one()
        assert (entry.by_id, entry.detail) == (cast.root.id, {"was": 3, "now": 5})
    _told(root, {"kitchen.fan": "0"})
    assert _of(app) == [5, "high", False, "Eat well."]  # what wasn't sent stays


@pytest.mark.parametrize(
    "wrong",
    [
        {"kitchen.salt": "11"},
        {"kitchen.salt": "much"},
        {"kitchen.heat": "hell"},
        {"kitchen.fan": "2"},
        {"kitchen.motto": "x" * 21},
    ],
)
def test_one_wrong_value_changes_nothing_and_what_was_typed_stays(
    app: Askwell, cast: Cast, wrong: dict[str, str]
) -> None:
    root = Browser(app).sign_in(cast.root)
    answer = _told(root, {"kitchen.salt": "7", "kitchen.motto": "Kept here", **wrong}, 422)
    assert next(iter(wrong.values())) in answer.html or wrong.keys() & {"kitchen.heat", "kitchen.fan"}
    assert _of(app) == [3, "low", False, ""]


def test_nobody_else_may_choose(app: Askwell, cast: Cast) -> None:
    mo = Browser(app).sign_in(cast.mo)
    assert mo.get("/admin/settings").status == 403
    with site(app), pytest.raises(NotAllowed):
        choices.change({"kitchen.salt": "9"}, by=cast.mo)
    assert _of(app)[0] == 3
