"""Wrong texts come right, in real browsers: a flag lowers the rank, colleagues confirm and
dispute it, a moderator corrects the text, the rank returns, and whoever was told the old text learns of it.

On the demo shop, with web server and worker as real processes.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Page, expect

from forum.accounts.models import Person
from forum.core.db import db, may_write
from forum.demo.load import load_demo
from tests.journeys.conftest import LiveSite, search
from tests.journeys.test_main_story import _score, sign_in
from tests.patience import until

pytestmark = pytest.mark.browser
WORDS = "card declined abroad"
ARTICLE = "Card declined abroad: what to do when a payment fails while you travel"


@pytest.fixture(scope="module")
def shop(live: LiveSite) -> LiveSite:
    """The demo shop, running, its index in step."""
    load_demo(live.app)
    with live.app.app_context():  # everybody reads English here, so that the story needs one set of words
        may_write.set(True)
        db.session.execute(sa.update(Person).values(language=None))
        db.session.commit()
    until(lambda: search(live, WORDS), "finding the demo")
    return live


def _number(site: LiveSite) -> int:
    found = next(r for r in search(site, WORDS) if r["title"] == ARTICLE)
    return int(str(found["id"]).partition(":")[2])


def _suggested(site: LiveSite) -> bool:
    with urllib.request.urlopen(f"{site.url}/ask/suggestions?title=card+declined+abroad") as answer:
        return ARTICLE in answer.read().decode()


def _under_review(site: LiveSite) -> bool:
    return any(r["under_review"] for r in search(site, WORDS) if r["title"] == ARTICLE)


def _select_first_sentence(page: Page) -> str:
    """Select the first paragraph of the article with the mouse, as people do: three clicks."""
    first = page.locator("#article .prose p").first
    first.click(click_count=3)
    return first.inner_text().strip()


def test_from_a_flag_to_a_text_that_is_right_again(shop: LiveSite, person: Callable[..., Page]) -> None:
    number = _number(shop)
    before = _score(shop, WORDS, ARTICLE)

    # Ana answers Dan with a link to the article.
    ana = person()
    sign_in(ana, "ana")
    ana.goto("/questions?filter=unsolved")
    ana.locator("main .row-title a").first.click()
    ana.get_by_label("What helps?").fill(f"We wrote down [what to do](/articles/{number}).")
    ana.get_by_role("button", name="Post the answer").click()
    expect(ana.locator("#answers")).to_contain_text("We wrote down")
    answered = ana.url

    # She finds a sentence wrong, selects it and flags it: lower at once, told to readers, no suggestion any more.
    ana.goto(f"/articles/{number}")
    assert _suggested(shop)
    sentence = _select_first_sentence(ana)
    ana.get_by_text("Flag as wrong").first.click()
    expect(ana.get_by_label("Which words?").first).to_have_value(sentence[:500])
    ana.get_by_label("Inaccurate").first.check()
    ana.get_by_label("Say it in a sentence").first.fill("The basket is kept for an hour only.")
    ana.get_by_role("button", name="Flag", exact=True).first.click()
    until(lambda: _score(shop, WORDS, ARTICLE) == pytest.approx(before * 0.3, rel=0.1), "ranking it lower")
    assert _under_review(shop)
    assert not _suggested(shop)
    reader = person(width=360)
    reader.goto(f"/articles/{number}")
    expect(reader.locator("main")).to_contain_text("Under review since")
    reader.goto(answered)
    expect(reader.locator("#answers")).to_contain_text("The article quoted here is under review since")

    # Yuto agrees: it lapses no more. Linnea does not: a moderator decides.
    yuto = person(javascript=False)
    sign_in(yuto, "yuto")
    yuto.goto(f"/articles/{number}")
    yuto.locator(".staff-bar").get_by_role("button", name="Confirm").first.click()
    expect(yuto.locator(".staff-bar")).to_contain_text("Confirmed")
    linnea = person(javascript=False)
    sign_in(linnea, "linnea")
    linnea.goto(f"/flags/article:{number}")
    expect(linnea.locator("main")).not_to_contain_text("Lapses")
    linnea.get_by_text("I disagree").first.click()
    linnea.get_by_label("Why is the text right?").first.fill("It is a day since March.")
    linnea.get_by_role("button", name="Hand it to a moderator").first.click()
    expect(linnea.locator("main")).to_contain_text("Disputed")
    assert _score(shop, WORDS, ARTICLE) == pytest.approx(before * 0.3, rel=0.1), "until then it counts"

    # Mo is told, finds Ana right, and corrects the text: the flag closes, the rank returns.
    mo = person()
    sign_in(mo, "mo")
    mo.goto("/my/notices")
    mo.get_by_role("link", name=re.compile("Linnea.* disputes a flag")).first.click()
    mo.get_by_role("button", name="The flag is right").click()
    expect(mo.locator("main")).to_contain_text("Confirmed")
    mo.goto(f"/articles/{number}")
    mo.get_by_role("link", name="Correct it").first.click()
    body = mo.get_by_label("Answer", exact=True)
    body.fill(body.input_value().replace("24 hours", "an hour"))
    expect(mo.get_by_label(re.compile("The basket is kept for an hour only"))).to_be_checked()
    mo.get_by_label(re.compile("^Change")).check()
    mo.get_by_role("button", name="Publish now").click()
    until(lambda: _score(shop, WORDS, ARTICLE) > before * 0.9, "ranking it as before")
    assert not _under_review(shop)
    assert _suggested(shop)
    reader.goto(f"/articles/{number}")
    expect(reader.locator("main")).not_to_contain_text("Under review since")
    reader.goto(answered)
    expect(reader.locator("#answers")).not_to_contain_text("The article quoted here")
    ana.goto(f"/flags/article:{number}")
    expect(ana.locator("main")).to_contain_text("Trust 100 % → 30 %")
    expect(ana.locator("main")).to_contain_text("Trust then 100 %")

    # Later it says something else. The answer says so, and those who were told the old text are told.
    mo.goto(f"/articles/{number}")
    mo.locator("main").get_by_role("link", name="Edit", exact=True).first.click()
    body.fill("Write to us, whatever it is.")
    mo.get_by_label(re.compile("^Major change")).check()
    mo.get_by_role("button", name="Publish now").click()
    expect(mo.locator("main")).to_contain_text("Write to us, whatever it is.")
    reader.reload()
    expect(reader.locator("#answers")).to_contain_text("The article quoted here has changed a lot since")
    mo.get_by_role("link", name="Who quotes this").click()
    mo.get_by_role("button", name="Tell them that it changed").click()
    expect(mo.locator("main")).to_contain_text("Readers told")


def test_a_reader_on_a_phone_says_why_and_asks_with_the_same_words(
    shop: LiveSite, person: Callable[..., Page]
) -> None:
    """Without a reload: no, why, and on with it by mail; the words are there after the link."""
    words = "How do I pay when my bank sends no code abroad?"
    nora = person(width=360)
    nora.goto("/search?q=card+declined+abroad")
    nora.locator("main").get_by_role("link", name=ARTICLE).first.click()
    nora.get_by_role("button", name="No", exact=True).click()
    box = nora.locator("#helped")
    expect(box).to_contain_text("Why did it not help?")
    box.get_by_label("Something is missing").check()
    box.get_by_label("What did you miss?").fill(words)
    box.get_by_label("Tell the editors that I searched for “card declined abroad”").check()
    box.get_by_text("Get an answer to what you wrote").click()
    box.get_by_role("button", name="Ask the community").click()
    expect(box).to_contain_text("This is not an e-mail address")
    expect(box.get_by_label("What did you miss?")).to_have_value(words)
    box.get_by_label("Your e-mail address").fill("nora@example.com")
    box.get_by_role("button", name="Ask the community").click()
    expect(nora.get_by_role("heading", level=1)).to_contain_text("Look in your mail")
    mail = shop.post.wait_for("nora@example.com", "Open this link to post it")
    nora.goto(re.findall(r"http://\S+", mail)[0])
    nora.get_by_label("Name").fill("Nora")
    nora.locator("main").get_by_role("button").first.click()
    expect(nora.get_by_role("heading", level=1)).to_have_text("What you wrote")
    nora.locator("main").get_by_role("button", name="Send").click()
    expect(nora.get_by_role("heading", level=1)).to_have_text(words)
    expect(nora.locator("#question")).to_contain_text("I had searched for: card declined abroad")

    ana = person()
    sign_in(ana, "ana")
    ana.goto("/verdicts")
    heard = ana.locator("main .row").filter(has_text=words)
    expect(heard).to_contain_text("Something is missing")
    expect(heard).to_contain_text("card declined abroad")
    heard.get_by_role("button", name="Mark as read").click()
    expect(ana.locator("main")).not_to_contain_text(words)
