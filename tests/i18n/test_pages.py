"""Yuki, Li, Amélie and Sven read the site: no English is left on any page that they, or the staff, open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from forum import Askwell
from forum.core.db import db
from forum.core.targets import Target
from forum.flags import actions as flags
from forum.support import actions as support
from forum.threads.models import Question
from tests import factories
from tests.factories import Cast, site
from tests.i18n.reading import latin_sentences, left_in_english
from tests.pages import Browser, Page

#: What people wrote in `_furnish`: it may stand on a page in any language.
CONTENT = (
    "Global Privacy Control",
    "How do refunds work?",
    "How do returns work?",
    "Send it back within",
    "Where is my invoice?",
    "Screen stays black",
    "My parcel is gone",
    "Buy my watches",
    "It was refused",
    "in a shop and on the web",
    "Switch on payments abroad.",
    "It advises to open the battery.",
    "Within thirty days.",
)
LANGUAGES = ("sv", "fr", "zh", "ja")
KNOWN = {
    "sv": ("Ställ en fråga", "Logga in"),
    "fr": ("Poser une question", "Se connecter"),
    "zh": ("提出问题", "登录"),
    "ja": ("質問する", "ログイン"),
}


def _furnish(app: Askwell, cast: Cast) -> dict[str, str]:
    """A bit of everything; addresses by name."""
    article = factories.article(app, cast, summary="Within thirty days.")
    draft = factories.article(app, cast, "How do returns work?", published=False)
    solved = factories.question(app, cast.carla, "Where is my invoice?", tags=("invoice",), hours_ago=5)
    factories.answer(app, solved, cast.bob, accepted=True)
    late = factories.question(app, cast.dan, "Screen stays black", hours_ago=30)
    factories.question(app, cast.bob, "My parcel is gone", hours_ago=2)
    hidden = factories.question(app, cast.bob, "Buy my watches", hidden_at=None)
    with site(app):
        flags.flag(Target("article", article), cast.ana, "unsafe", "It advises to open the battery.")
        case = support.escalate(db.session.get_one(Question, late), "promise").id
        paths = {
            "solved": db.session.get_one(Question, solved).path,
            "late": db.session.get_one(Question, late).path,
        }
    return {
        **paths,
        "article": f"/articles/{article}-how-do-refunds-work",
        "draft": f"/articles/{draft}",
        "case": f"/desk/cases/{case}",
        "post": f"/moderation/posts/question/{hidden}",
        "flags": f"/flags/article:{article}",
        "flag_form": f"/flags/new?target=article:{article}",
        "revision": f"/articles/{article}/revisions/1",
        "late_history": f"/questions/{late}/history",
        "dan": f"/people/{cast.dan.id}",
    }


def _walk(browser: Browser, language: str, paths: list[str]) -> Iterator[Page]:
    browser.headers["Accept-Language"] = language
    for path in paths:
        page = browser.get(path)
        assert page.status == (404 if path == "/nowhere" else 200), f"{path}: {page.status}"
        assert page.reader.lang == language, path
        yield page


def _english(pages: Iterator[Page], language: str) -> dict[str, list[str]]:
    seen = {}
    for page in pages:
        found = left_in_english(page, language)
        if language in ("zh", "ja"):
            found += [words for words in latin_sentences(page) if not any(own in words for own in CONTENT)]
        if found:
            seen[page.path] = found
    return seen


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_guest_sees_no_english(app: Askwell, cast: Cast, browser: Browser, language: str) -> None:
    there = _furnish(app, cast)
    paths = [
        "/",
        "/faq",
        "/faq/orders",
        "/questions",
        "/questions?filter=unsolved",
        "/ask",
        "/sign-in",
        "/sign-up",
    ]
    paths += [
        "/search",
        "/search?q=refunds",
        "/search?q=zzqqxx",
        "/privacy",
        "/nowhere",
        "/reset",
        "/ask/sent",
    ]
    paths += [there["solved"], there["late"], there["article"]]

    assert not _english(_walk(browser, language, paths), language)

    first = browser.get("/")
    assert all(words in first.text for words in KNOWN[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_customer_sees_no_english(app: Askwell, cast: Cast, browser: Browser, language: str) -> None:
    there = _furnish(app, cast)
    paths = [
        "/",
        "/ask",
        "/my/questions",
        "/my/cases",
        "/my/notices",
        "/my/account",
        "/my/data",
        "/my/data/erasure",
    ]
    paths += [there["solved"], there["late"], there["article"], there["late_history"], there["dan"]]

    assert not _english(_walk(browser.sign_in(cast.dan), language, paths), language)

    refused = browser.submit(browser.get("/ask"), "/ask", title="", body="", topic="")
    assert refused.status == 422
    assert not left_in_english(refused, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_staff_sees_no_english(app: Askwell, cast: Cast, browser: Browser, language: str) -> None:
    there = _furnish(app, cast)
    paths = [
        "/",
        "/desk",
        there["case"],
        "/moderation",
        "/moderation/reviews",
        "/moderation/drafts",
        "/moderation/log",
    ]
    paths += [
        "/moderation/candidates",
        "/moderation/posts",
        "/moderation/gaps",
        "/moderation/gaps?state=watched",
        "/moderation/gaps/promoted",
        "/moderation/synonyms",
        there["post"],
        there["flags"],
        "/admin/people",
    ]
    paths += [there["article"], f"{there['article']}/edit", f"{there['article']}/history", there["draft"]]
    paths += [
        "/articles/new",
        there["revision"],
        there["flag_form"],
        "/faq/orders",
        there["solved"],
        "/search?q=refunds&explain=1",
    ]

    assert not _english(_walk(browser.sign_in(cast.root), language, paths), language)


def test_english_that_is_left_is_noticed(app: Askwell, cast: Cast, browser: Browser) -> None:
    _furnish(app, cast)
    english = browser.get("/questions")
    found = left_in_english(english, "sv")
    assert "Newest" in found
    assert "Skip to the content" in found
    assert "Card declined abroad" not in found
    assert len(found) > 10


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("sv", "Skriv med några få ord vad du undrar."),
        ("fr", "Dites en quelques mots quelle est votre question."),
        ("zh", "请用几个词说明您的问题。"),
        ("ja", "質問を短い言葉で書いてください。"),
    ],
)
def test_a_refused_form_says_why_in_the_language(
    cast: Cast, browser: Browser, language: str, sentence: str
) -> None:
    browser.sign_in(cast.carla).headers["Accept-Language"] = language
    page = browser.submit(browser.get("/ask"), "/ask", title="", body="", topic="")
    assert sentence in page.text


def test_sentences_of_actions_are_translated_when_they_are_shown(
    app: Askwell, cast: Cast, browser: Browser
) -> None:
    """Actions know no language: what they say is looked up where it becomes a page."""
    question = factories.question(app, cast.carla)
    browser.sign_in(cast.carla).headers["Accept-Language"] = "fr"
    token = dict(browser.get("/ask").form("/ask").fields)["csrf_token"]
    page = browser.post(f"/votes/question:{question}", {"value": "1", "csrf_token": token})
    assert page.status == 403
    assert "Vous ne pouvez pas voter sur ce que vous avez écrit vous-même." in page.text


def test_languages_and_topics_go_by_their_own_names(app: Askwell, cast: Cast, browser: Browser) -> None:
    factories.article(app, cast, lang="ja")
    browser.headers["Accept-Language"] = "sv"
    page = browser.get("/faq/orders")
    assert "日本語" in page.text
    assert [b[2] for b in page.form("/language").buttons] == [
        "English",
        "Svenska",
        "Français",
        "简体中文",
        "日本語",
    ]
