"""A question and the article that answers it are one entry, with a link to each."""

from __future__ import annotations

from forum import Askwell
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.knowledge import actions as knowledge
from forum.knowledge import queries as articles
from forum.knowledge.models import Article
from forum.search import same
from forum.search.models import SameMatter
from forum.threads import actions as threads
from forum.threads.models import Answer, Question
from tests.factories import Cast, answer, article, question, site
from tests.knowledge.stage import translation
from tests.pages import Browser, Page
from tests.search.stage import search, work


def entries(page: Page) -> list[list[str]]:
    """The documents of each entry: ["articles/1", "questions/1"]."""
    found = []
    for part in page.html.split('<li class="row result')[1:]:
        hrefs = [piece.partition('"')[0] for piece in part.partition("</li>")[0].split('href="')[1:]]
        mine = [href for href in hrefs if href.startswith(("/articles/", "/questions/"))]
        found.append([href[1:].partition("-")[0] for href in mine])
    return found


def cited(app: Askwell, cast: Cast, number: int, title: str = "Kettle whistles at night") -> int:
    """A solved question whose solution leads to the article."""
    asked = question(app, cast.dan, title, "What do I do?")
    answer(app, asked, cast.bob, f"It is [explained here](/articles/{number}-x).", accepted=True)
    return asked


def test_a_question_whose_solution_leads_to_an_article_is_one_entry_with_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    asked = cited(app, cast, number)
    other = question(app, cast.dan, "Kettle is leaking", "It drips.")
    work(app)
    page = search(browser, "kettle whistles")
    found = entries(page)
    assert sorted(found[0]) == [f"articles/{number}", f"questions/{asked}"]
    assert [f"questions/{other}"] in found
    assert "3 results" in page.text  # each is counted, and each has its link
    assert ("Question about this:" in page.text) != ("Article about this:" in page.text)
    searches = {href.partition("s=")[2].partition("-")[0] for href, _ in page.reader.links if "?s=" in href}
    assert len(searches) == 1

    only = search(browser, "kettle whistles", "&kind=question")
    assert sorted(entries(only)) == sorted([[f"questions/{asked}"], [f"questions/{other}"]])


def test_an_article_made_of_a_question_is_one_entry_with_it(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    mo = cast.mo
    asked = question(app, cast.dan, "Kettle whistles at night", "What do I do?")
    answer(app, asked, cast.bob, "Turn the lid of the kettle.", accepted=True)
    with site(app):
        made = knowledge.draft_from_question(db.session.get_one(Question, asked), mo)
        number = made.id
    work(app)
    assert entries(search(browser, "kettle whistles")) == [
        [f"questions/{asked}"]
    ]  # a draft is nobody's business
    with site(app):
        knowledge.publish(articles.newest(number, mo), mo)
    work(app)
    assert [sorted(each) for each in entries(search(browser, "kettle whistles"))] == [
        [f"articles/{number}", f"questions/{asked}"]
    ]


def test_translations_are_one_entry_led_by_the_readers_language(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    first = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    titles = {"sv": "När Kettle whistles", "fr": "Quand Kettle whistles"}
    numbers = {"en": first} | {
        lang: translation(app, cast, first, lang, title) for lang, title in titles.items()
    }
    work(app)
    for lang, number in numbers.items():
        browser.headers["Accept-Language"] = lang
        page = search(browser, "kettle whistles")
        (entry,) = entries(page)
        assert entry[0] == f"articles/{number}"  # the one she can read, and a link to each of the others
        assert sorted(entry) == sorted(f"articles/{each}" for each in numbers.values())
    with site(app):  # what is doubted of one language says nothing of the others
        flags.flag(Target("article", numbers["fr"]), cast.ana, "inaccurate", "Non.")
    browser.headers["Accept-Language"] = "en"
    page = search(browser, "kettle whistles")
    assert "Under review" not in page.text
    assert 'class="answer-text"' in page.html  # it still answers
    said = browser.get("/api/v1/search?q=kettle+whistles").json
    assert len(said["results"]) == 3  # programs get each


def test_what_one_may_not_see_is_in_no_entry(app: Askwell, cast: Cast, browser: Browser) -> None:
    mo = cast.mo
    number = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    asked = cited(app, cast, number, "Kettle whistles, my secret")
    work(app)
    with site(app):
        threads.hide(db.session.get_one(Question, asked), by=mo, because="Personal data.")
    page = search(browser, "kettle whistles")  # the index still has both
    assert entries(page) == [[f"articles/{number}"]]
    assert "secret" not in page.text


def test_they_part_when_the_solution_is_another(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    asked = cited(app, cast, number)
    work(app)
    assert len(entries(search(browser, "kettle whistles"))) == 1
    with site(app):
        said = db.session.query(Answer).filter_by(question_id=asked).one()
        threads.hide(said, by=cast.mo, because="Wrong.")
    work(app)
    assert len(entries(search(browser, "kettle whistles"))) == 2
    with app.app_context():
        assert db.session.query(SameMatter).count() == 0


def test_a_list_of_articles_is_not_the_same_as_one_of_them(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    first = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    second = article(app, cast, "When the kettle hisses", "Close the lid of the kettle.")
    asked = question(app, cast.dan, "Kettle whistles at night", "What do I do?")
    links = f"Read [this](/articles/{first}-a) and [that](/articles/{second}-b)."
    answer(app, asked, cast.bob, links, accepted=True)
    elsewhere = question(app, cast.dan, "Kettle whistles at noon", "What do I do?")
    far = f"Read [this](https://elsewhere.example/articles/{first}-a)."
    answer(app, elsewhere, cast.bob, far, accepted=True)
    work(app)
    assert all(len(each) == 1 for each in entries(search(browser, "kettle whistles")))


def test_pages_hold_ten_entries_and_nothing_twice(app: Askwell, cast: Cast, browser: Browser) -> None:
    pairs = []
    for n in range(12):
        number = article(app, cast, f"Kettle of kind {n}", f"Turn lid {n}.")
        pairs.append((number, cited(app, cast, number, f"Kettle of kind {n} whistles")))
    work(app)
    first = search(browser, "kettle of kind")
    second = browser.get(first.link("Next"))
    assert (len(entries(first)), len(entries(second))) == (10, 2)
    seen = [document for page in (first, second) for entry in entries(page) for document in entry]
    assert sorted(seen) == sorted(d for a, q in pairs for d in (f"articles/{a}", f"questions/{q}"))
    assert "24 results" in first.text
    assert all(said != "Next" for _, said in second.reader.links)


def test_programs_get_each_document_by_itself(app: Askwell, cast: Cast, browser: Browser) -> None:
    number = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    asked = cited(app, cast, number)
    work(app)
    said = browser.get("/api/v1/search?q=kettle+whistles").json
    assert {each["id"] for each in said["results"]} == {f"article:{number}", f"question:{asked}"}


def test_a_rebuilt_index_knows_them_too(app: Askwell, cast: Cast) -> None:
    number = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle.")
    asked = cited(app, cast, number)
    work(app)
    with site(app):
        db.session.query(SameMatter).delete()
        assert db.session.get_one(Article, number).public
    with site(app):
        same.remember_all()
    with app.app_context():
        assert same.grouped([f"question:{asked}", f"article:{number}"]) == [
            [f"question:{asked}", f"article:{number}"]
        ]


def test_the_article_leads_and_answers_unless_it_is_doubted(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    number = article(app, cast, "When the kettle whistles", "Turn the lid of the kettle to the left.")
    asked = cited(app, cast, number, "My kettle whistles")
    article(app, cast, "Opening hours", "From nine to five.")
    work(app)
    page = search(browser, "my kettle whistles")  # the very words of the question
    assert entries(page)[0] == [f"articles/{number}", f"questions/{asked}"]
    assert "to the left" in page.html.partition('<div class="answer-text">')[2].partition("</div>")[0]
    with site(app):
        flags.flag(Target("article", number), cast.ana, "inaccurate", "It is the right.")
    page = search(browser, "my kettle whistles")
    assert entries(page)[0] == [f"questions/{asked}", f"articles/{number}"]
    assert 'class="answer-text"' not in page.html
