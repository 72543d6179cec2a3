"""The site's own regression set: it grows when solutions cite articles, people curate it, and nobody's name is in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from forum import Askwell
from forum.config import Settings
from forum.core import clock
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import NotAllowed
from forum.core.personal_data import everything
from forum.moderation.tuning import actions, growing, queries
from forum.moderation.tuning.models import ExpectedSearch
from forum.search.models import SearchRecord
from forum.search.wording import normal
from forum.threads import actions as threads
from forum.threads.models import Question
from tests.factories import Cast, answer, article, question, site
from tests.moderation.tuning.stage import expect, rows, send, solved
from tests.pages import Browser
from tests.search.stage import work


def _searched(app: Askwell, words: str, question_id: int, lang: str = "en", number: int = 1) -> None:
    """Somebody searched this before asking."""
    with site(app):
        db.session.add(
            SearchRecord(
                id=f"{question_id:08x}{number:08x}", at=clock.now(), visitor="v", query=words, normal=normal(words),
                lang=lang, total=0, shown=[], outcome="asked", ended_on=f"question:{question_id}",
            )
        )  # fmt: skip


def _told(app: Askwell) -> list[tuple[str, str, str, str]]:
    return [(row.words, row.lang, row.document, row.source) for row in rows(app)]


def test_what_was_searched_before_asking_should_find_the_cited_article(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    cited = article(app, cast, "Silence your kettle")
    number = question(app, cast.carla, "It makes a noise", "All day.")
    _searched(app, "humming kettle", number)
    _searched(app, "kettle hums when it boils", number, number=2)
    answer(app, number, cast.ana, f"See [here](/articles/{cited}-silence-your-kettle).", accepted=True)
    assert rows(app) == []  # not in the request of whoever accepts
    work(app)
    source = f"question:{number}"
    assert _told(app) == [
        ("humming kettle", "en", f"article:{cited}", source),
        ("kettle hums when it boils", "en", f"article:{cited}", source),
    ]
    page = browser.sign_in(cast.ana).get("/moderation/searches")
    assert "humming kettle" in page.text
    assert "from a solved question" in page.text
    assert "not looked at yet" in page.text
    assert not page.has_form("Confirm")


def test_without_a_known_search_the_title_stands_for_it(app: Askwell, cast: Cast) -> None:
    cited = article(app, cast, "Silence your kettle")
    number = solved(
        app, cast, f"Read /articles/{cited}-x", title="My kettle hums: ada@example.com 0701234567"
    )
    work(app)
    assert _told(app) == [("My kettle hums: (mail) (number)", "en", f"article:{cited}", f"question:{number}")]


def test_an_article_drafted_from_the_question_counts_as_cited(app: Askwell, cast: Cast) -> None:
    number = solved(app, cast, "Clean it with vinegar.")
    article(app, cast, "Clean your kettle")
    with site(app):
        db.session.execute(sa.text("UPDATE article SET question_id = :q"), {"q": number})
        assert growing.sweep() == 1
        assert growing.sweep() == 0  # once is enough
    assert [row.source for row in rows(app)] == [f"question:{number}"]


@pytest.mark.parametrize(
    ("body", "cites"),
    [
        ("[see](/articles/7-kettle)", ["article:7"]),
        ("https://help.example.com/articles/7-kettle and /articles/8", ["article:7", "article:8"]),
        ("https://elsewhere.example.com/articles/7-kettle", []),
        ("http://help.example.com.evil.example/articles/7", []),
        ("/articles/new and articles/9 and /articles/", []),
        ("/articles/7-a /articles/7-a", ["article:7"]),
    ],
)
def test_only_links_to_articles_of_this_site_count(
    app: Askwell, body: str, cites: list[str], monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(app.config["SETTINGS"], "base_url", "https://help.example.com")
    with app.app_context():
        assert list(dict.fromkeys(growing.links(body))) == cites


def test_hidden_things_teach_nothing(app: Askwell, cast: Cast) -> None:
    draft = article(app, cast, "Not yet", published=False)
    solved(app, cast, f"/articles/{draft}-x")
    public = article(app, cast, "Silence your kettle")
    gone = solved(app, cast, f"/articles/{public}-x", title="Hidden soon")
    mo = cast.mo
    with site(app):
        threads.hide(db.session.get_one(Question, gone), mo, "Advertising.")
    work(app)
    assert rows(app) == []


def test_what_nobody_confirmed_goes_with_its_question(app: Askwell, cast: Cast) -> None:
    cited = article(app, cast, "Silence your kettle")
    lost = solved(app, cast, f"/articles/{cited}-x", title="One hums")
    kept = solved(app, cast, f"/articles/{cited}-x", title="Two whistle")
    work(app)
    carla, mo = cast.carla, cast.mo
    with site(app):
        row = db.session.scalars(sa.select(ExpectedSearch).filter_by(source=f"question:{kept}")).one()
        actions.confirm(row, mo)
        for number in (lost, kept):
            threads.unaccept_solution(db.session.get_one(Question, number), by=carla)
    assert [row.source for row in rows(app)] == [f"question:{kept}"]


def test_mo_adds_changes_confirms_and_removes(app: Askwell, cast: Cast, browser: Browser) -> None:
    cited = article(app, cast, "Silence your kettle")
    other = article(app, cast, "Buy another kettle")
    number = solved(app, cast, f"/articles/{cited}-x", title="It hums")
    work(app)
    browser.sign_in(cast.mo)
    page = browser.submit(browser.get("/moderation/searches"), "Confirm")
    assert "not looked at yet" not in page.text
    page = send(
        browser,
        page,
        "Add",
        words="kettle broken",
        document=f"http://localhost/articles/{other}-buy",
        lang="en",
    )
    assert "Added" in page.text
    assert "written by hand" in page.text
    page = send(
        browser,
        browser.get(page.link("kettle broken")),
        "Save",
        words="kettle is dead",
        document=f"article:{cited}",
        lang="fr",
    )
    assert ("kettle is dead", "fr", f"article:{cited}", "") in _told(app)
    page = browser.submit(browser.get(page.link("It hums")), "Remove")
    assert "It hums" not in page.text
    with site(app):
        growing.grow([number])
    assert [row.words for row in rows(app)] == ["kettle is dead"]  # what was taken out does not come back
    assert browser.get("/moderation/searches/1").status == 404
    with app.app_context():
        log = [
            e.did
            for e in db.session.scalars(
                sa.select(AuditEntry).where(AuditEntry.target.startswith("expected:")).order_by(AuditEntry.id)
            )
        ]
        assert log == [f"{did} the expected search" for did in ("confirmed", "added", "changed", "removed")]
    expect(app, cast, "it hums", f"article:{cited}")  # by hand it does
    assert {row.words for row in rows(app)} == {"kettle is dead", "it hums"}


def test_what_cannot_be_right_is_refused_with_a_sentence(app: Askwell, cast: Cast, browser: Browser) -> None:
    draft = article(app, cast, "Not yet", published=False)
    public = article(app, cast, "Silence your kettle")
    browser.sign_in(cast.mo)
    for words, document, said in (
        ("", f"article:{public}", "Write what people search with"),
        ("kettle", "the one about kettles", "Paste the address"),
        ("kettle", f"article:{draft}", "no such article"),
        ("kettle", "https://example.com/profile/3", "Paste the address"),
    ):
        page = send(browser, browser.get("/moderation/searches"), "Add", words=words, document=document)
        assert page.status == 422
        assert said in page.text
    expect(app, cast, "loud kettles", f"article:{public}")
    page = send(
        browser,
        browser.get("/moderation/searches"),
        "Add",
        words="a kettle, loud",
        document=f"article:{public}",
    )
    assert "there already" in page.text
    ana = cast.ana
    with site(app), pytest.raises(NotAllowed):
        actions.expect("kettle", "en", f"article:{public}", ana)


def test_names_and_numbers_are_left_out(app: Askwell, cast: Cast) -> None:
    public = article(app, cast, "Silence your kettle")
    expect(app, cast, "kettle of carla@example.com order 1234567890", f"article:{public}")
    assert rows(app)[0].words == "kettle of (mail) order (number)"


def test_the_same_words_expect_all_their_articles_and_not_those_that_are_gone(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    one, two, gone = (article(app, cast, f"Kettle {n}") for n in ("one", "two", "three"))
    for number in (one, two, gone):
        expect(app, cast, "loud kettle", f"article:{number}")
    with site(app):
        db.session.execute(
            sa.text("UPDATE article SET archived_at = created_at WHERE id = :id"), {"id": gone}
        )
    with app.app_context():
        (each,) = queries.regression_set()
        assert each.relevant == {f"article:{one}": 1, f"article:{two}": 1}
    assert "not public: it is not asked" in browser.sign_in(cast.mo).get("/moderation/searches").text


def test_erasing_mo_leaves_the_search_without_a_name(app: Askwell, cast: Cast) -> None:
    public = article(app, cast, "Silence your kettle")
    expect(app, cast, "loud kettle", f"article:{public}")
    mo = cast.mo.id
    entries = {kept.table: kept for kept in everything()}
    with site(app):
        assert [row["words"] for row in entries["expected_search"].export(mo)] == ["loud kettle"]
        for table in ("expected_search", "weight_change", "weight_trial"):
            entries[table].erase(mo)
    assert [(row.words, row.by_id) for row in rows(app)] == [("loud kettle", None)]


def test_what_was_solved_long_ago_is_left_alone(app: Askwell, cast: Cast) -> None:
    cited = article(app, cast, "Silence your kettle")
    with clock.moved(timedelta(days=-200)):
        number = solved(app, cast, f"/articles/{cited}-x")
    with site(app):
        db.session.execute(sa.delete(ExpectedSearch))
        assert growing.sweep() == 0
        assert growing.grow([number]) == 1
