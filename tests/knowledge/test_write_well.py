"""Ana sees how easy her text is to read, and readers find their way through a long one."""

from __future__ import annotations

import pytest

from forum.core import markdown
from forum.knowledge import readability
from tests import factories

EASY = "Open the box. Take the cable. Put it in. Wait a bit. Then press the red key. The lamp is on. You are done now."
HARD = (
    "Notwithstanding the aforementioned considerations concerning international transportation arrangements, customers "
    "experiencing extraordinary circumstances should immediately communicate comprehensive documentation regarding their "
    "individual requirements, including supplementary identification certificates."
)


@pytest.mark.parametrize(
    ("text", "level", "spaced"),
    [
        (EASY, "easy", True),
        (HARD, "hard", True),
        ("Kort.", "", True),
        ("箱を開けてください。ケーブルを取り出します。差し込みます。少し待ちます。", "easy", False),
        ("打开盒子。取出电缆。插上。", "easy", False),
        ("把" * 200 + "。" + "好" * 200 + "。" + "的" * 100 + "。", "hard", False),
    ],
)
def test_short_sentences_of_short_words_are_easy(text, level, spaced):
    figures = readability.of(text)
    assert (figures.level, figures.spaced) == (level, spaced)


def test_lix_is_what_bjornsson_counted():
    # 10 words, 2 sentences, 3 words of more than six letters: 10 / 2 + 100 * 3 / 10
    figures = readability.of("Customers return parcels by post. We pay you at once. " * 2)
    assert figures.lix == pytest.approx(20 / 4 + 100 * 4 / 20)


def test_the_preview_says_how_easy_it_is_and_which_pictures_say_nothing(app, cast, browser):
    browser.sign_in(cast.ana)
    token = dict(browser.get("/articles/new").form("/articles/new").fields)["csrf_token"]
    key = "0" * 32
    body = f"{EASY}\n\n![](/pictures/{key}.webp)"
    page = browser.post("/articles/preview", {"csrf_token": token, "body": body})
    assert "easy to read" in page.text
    assert "One picture is not described" in page.text
    described = browser.post(
        "/articles/preview", {"csrf_token": token, "body": body.replace("![]", "![The box]")}
    )
    assert "not described" not in described.text


def test_a_long_text_has_a_way_through_it_and_a_short_one_none(app, cast, browser):
    body = "# First <b>step</b>\n\nA.\n\n## Second\n\nB.\n\n# 最後\n\nC."
    number = factories.article(app, cast, "Long", body)
    short = factories.article(app, cast, "Short", "# One\n\nA.\n\n# Two\n\nB.")
    page = browser.get(f"/articles/{number}")
    assert "On this page" in page.text
    targets = [href for href, _words in page.reader.links if href.startswith("#s-")]
    assert len(targets) == 3
    assert {href[1:] for href in targets} <= set(page.reader.ids)
    assert "On this page" not in browser.get(f"/articles/{short}").text


def test_the_same_heading_in_two_texts_is_no_id_twice_on_the_faq(app, cast, browser):
    for title in ("One", "Two"):
        factories.article(app, cast, title, "## Steps\n\nFirst.")
    page = browser.get("/faq/orders")  # reading the page checks its ids
    assert page.html.count("<h2>Steps</h2>") == 2
    assert markdown.headings(markdown.render_article("## Steps\n\nx"))[0].id == "s-steps"
