"""Each result shows where the words stand, in every language: other endings, accents, no spaces between words."""

from __future__ import annotations

import re

import pytest

from forum import Askwell
from tests.factories import Cast, article, question
from tests.pages import Browser
from tests.search.stage import search, work

FILLER = {
    "en": "This sentence says nothing about it. " * 20,
    "sv": "Den här meningen säger ingenting om det. " * 20,
    "fr": "Cette phrase ne dit rien à ce sujet. " * 20,
    "zh": "这句话与此无关。" * 60,
    "ja": "この文は関係ありません。" * 60,
}


@pytest.mark.parametrize(
    ("lang", "title", "sentence", "words", "marked"),
    [
        ("en", "Money", "Refunded payments arrive after days.", "refund payment", {"Refunded", "payments"}),
        ("sv", "Konto", "Lösenordet återställs på kontosidan.", "losenord återställa", {"Lösenordet", "återställs"}),
        ("fr", "Compte", "La réinitialisation des commandes est immédiate.", "reinitialisation commande", {"réinitialisation", "commandes"}),
        ("zh", "账户", "海外支付可以在设置中打开。", "海外支付", {"海外支付"}),
        ("ja", "アカウント", "海外決済は設定画面でオンにできます。", "海外決済", {"海外決済"}),
    ],
)  # fmt: skip
def test_the_passage_with_the_words_is_shown_and_they_are_marked(
    app: Askwell,
    cast: Cast,
    browser: Browser,
    lang: str,
    title: str,
    sentence: str,
    words: str,
    marked: set[str],
) -> None:
    body = f"{FILLER[lang]}\n\n{sentence}\n\n{FILLER[lang]}"
    article(app, cast, title, body, lang=lang)
    question(app, cast.dan, title, body, lang=lang)
    work(app)
    page = search(browser, words, "&kind=question")
    [snippet] = re.findall(r'<p class="row-snippet"[^>]*>(.*?)</p>', page.html, re.S)
    assert sentence[:12] in re.sub(r"<[^>]+>", "", snippet)
    assert marked <= set(re.findall(r"<mark>(.*?)</mark>", snippet))
    assert len(re.sub(r"<[^>]+>", "", snippet)) < 300


def test_words_that_say_nothing_are_not_marked(app: Askwell, cast: Cast, browser: Browser) -> None:
    question(app, cast.dan, "How do I reset a kettle", "I have a kettle and I do not know how to reset it.")
    work(app)
    page = search(browser, "how do I reset a kettle")
    assert {each.lower() for each in re.findall(r"<mark>(.*?)</mark>", page.html)} == {"reset", "kettle"}
