"""The main job, from beginning to end, in a real browser: once with and once without JavaScript.

Carla finds, asks and accepts; Bob answers; Ana flags; Mo mends and drafts an article; Dan's question escalates, Ana
replies, Dan says that it solved it. On the demo shop, with web server, worker and mail server as real processes.
"""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite, search
from tests.patience import until

pytestmark = pytest.mark.browser
ARTICLE = "Card declined abroad: what to do when a payment fails while you travel"


def _score(site: LiveSite, words: str, title: str) -> float:
    return next((float(str(r["score"])) for r in search(site, words) if r["title"] == title), 0.0)


def sign_in(page: Page, who: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{who}@example.com")
    page.get_by_label("Password", exact=True).fill("askwell-demo")
    page.locator("main").get_by_role("button", name="Sign in").click()
    expect(
        page.get_by_role("button", name="Sign out").or_(page.locator(".account-menu, details.menu").first)
    ).to_be_attached()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_the_main_story(shop: LiveSite, person: Callable[..., Page], script: bool) -> None:
    mark = "seven" if script else "eight"
    title = f"Card declined abroad at a kiosk with {mark} gates"
    carla = person(javascript=script, width=360)

    # 1. Carla, a guest on her phone, types and finds.
    carla.goto("/")
    box = carla.locator("main input[name=q]")
    if script:
        box.click()
        box.press_sequentially("card declined abr", delay=20)
        expect(carla.get_by_role("option").first).to_contain_text("Card declined abroad", ignore_case=True)
        box.press_sequentially("oad")
    else:
        box.fill("card declined abroad")
    box.press("Enter")
    expect(carla).to_have_url(re.compile("/search"))
    expect(carla.locator("mark").first).to_be_visible()
    expect(carla.locator("main")).to_contain_text(re.compile(r"Helped \d+ people"))
    expect(carla.locator("main")).to_contain_text("Solved")

    # 2. She opens one: a hit. It did not help, and she says why.
    carla.get_by_role("link", name=ARTICLE).first.click()
    expect(carla.get_by_role("heading", level=1)).to_have_text(ARTICLE)
    carla.get_by_role("button", name="No", exact=True).click()
    reasons = carla.locator("#helped")
    expect(reasons).to_contain_text("why", ignore_case=True)
    reasons.get_by_role("textbox").first.fill("My card is a virtual one.")
    reasons.get_by_role("button", name="Send").click()
    expect(carla.locator("body")).to_contain_text("Thank you")

    # 3. She asks. Her words are there; suggestions stand beside; none fits; she posts by mail link.
    carla.goto("/search?q=card+declined+abroad")
    carla.get_by_role("link", name="Ask this question").first.click()
    expect(carla.get_by_label("Your question in one sentence")).to_have_value("card declined abroad")
    carla.get_by_label("Your question in one sentence").fill(title)
    carla.get_by_label("Details", exact=True).fill(
        "The gate of the metro says *declined*, the shops take it."
    )
    if script:
        expect(carla.locator("form#ask .minis li").first).to_be_visible()
    carla.get_by_label("Topic").select_option(label="Orders and delivery")
    carla.get_by_label("Your e-mail address").fill("carla@example.com")
    if script:
        carla.get_by_role("button", name="Post the question").click()
    else:
        carla.get_by_role("button", name="See what may answer it").click()
        expect(carla.get_by_role("heading", level=1)).to_have_text("Does one of these answer it?")
        carla.get_by_role("button", name="Post it all the same").click()
    expect(carla.get_by_role("heading", level=1)).to_contain_text("Look in your mail")
    mail = shop.post.wait_for("carla@example.com", "Open this link to post it")
    link = re.findall(r"http://\S+", mail)[0]
    shop.post.mails.clear()
    carla.goto(link)
    carla.locator("main").get_by_role("button").first.click()
    expect(carla.get_by_role("heading", level=1)).to_have_text("What you wrote")
    carla.locator("main").get_by_role("button", name="Send").click()
    expect(carla.get_by_role("heading", level=1)).to_have_text(title)
    address = carla.url

    # 4. Bob answers; Carla accepts; search finds it as solved.
    bob = person(javascript=script)
    sign_in(bob, "bob")
    bob.goto(address)
    bob.get_by_label("What helps?").fill("Switch on *transit mode* in the wallet; it worked for me in Osaka.")
    bob.get_by_role("button", name="Post the answer").click()
    expect(bob.locator("#answers")).to_contain_text("transit mode")
    carla.goto(address)
    carla.locator("#answers").get_by_role("button", name="This solved it").click()
    expect(carla.locator("main")).to_contain_text("Solved")
    until(
        lambda: any(r["title"] == title and r["solved"] for r in search(shop, f"kiosk {mark} gates")),
        "finding it as solved",
    )

    # 5. Ana flags the article: lower at once, readers are told, not suggested while asking.
    ana = person(javascript=script)
    sign_in(ana, "ana")
    ana.goto("/search?q=card+declined+abroad")
    ana.get_by_role("link", name=ARTICLE).first.click()
    article = ana.url
    before = _score(shop, "card declined abroad", ARTICLE)
    ana.get_by_text("Flag as wrong").first.click()
    ana.get_by_label("Inaccurate").first.check()
    ana.get_by_label("Say it in a sentence").first.fill(f"The fee is wrong since {mark} days.")
    ana.get_by_role("button", name="Flag", exact=True).first.click()
    until(lambda: _score(shop, "card declined abroad", ARTICLE) < before * 0.5, "ranking it lower")
    reader = person(javascript=script)
    reader.goto(article)
    expect(reader.locator("main")).to_contain_text("Under review since")
    found = next(r for r in search(shop, "card declined abroad") if r["title"] == ARTICLE)
    assert found["under_review"]
    lowered = float(str(found["score"]))
    with urllib.request.urlopen(f"{shop.url}/ask/suggestions?title=card+declined+abroad") as answer:
        assert ARTICLE not in answer.read().decode()

    # 6. Mo sees the flag, corrects the article; the flag closes and the rank comes back.
    mo = person(javascript=script)
    sign_in(mo, "mo")
    mo.goto("/moderation")
    expect(mo.locator("main")).to_contain_text(f"The fee is wrong since {mark} days.")
    mo.goto(article)
    mo.locator("main").get_by_role("link", name="Edit").first.click()
    body = mo.get_by_label("Answer", exact=True)
    body.fill(body.input_value() + f"\n\nThe fee is right again ({mark}).")
    mo.get_by_role("button", name="Publish now").click()
    expect(mo.locator("main")).to_contain_text(f"The fee is right again ({mark}).")
    until(lambda: _score(shop, "card declined abroad", ARTICLE) > lowered * 2, "ranking it as before")
    reader.goto(article)
    expect(reader.locator("main")).not_to_contain_text("Under review since")
    expect(reader.locator("main")).to_contain_text(f"The fee is right again ({mark}).")

    # ... and drafts an article from the solved question in one step.
    mo.goto("/moderation")
    mo.get_by_role("link", name="Writing").click()
    mo.get_by_role("link", name="Worth an article").click()
    expect(mo.get_by_role("heading", level=1)).to_have_text("Worth an article")
    mo.goto(address)
    mo.get_by_role("button", name="Draft an article").click()
    expect(mo.get_by_label("Title")).to_have_value(title)
    expect(mo.get_by_label("Answer", exact=True)).to_have_value(re.compile("transit mode"))
    mo.get_by_role("button", name="Publish now").click()
    reader.goto("/faq/orders-delivery")
    expect(reader.locator("main")).to_contain_text(ARTICLE)


def test_dans_question_escalates_by_itself_and_ana_solves_it(
    shop: LiveSite, person: Callable[..., Page]
) -> None:
    title = "Refund for Trana is £16 short and nobody tells me why"
    dan = person(width=360)
    sign_in(dan, "dan")

    def escalated() -> bool:
        dan.goto("/my/cases")
        return title in dan.locator("main").inner_text()

    until(escalated, "escalating")

    ana = person()
    sign_in(ana, "ana")
    ana.goto("/desk?view=unassigned")
    ana.get_by_role("link", name=title).click()
    ana.get_by_role("button", name="Take this case").click()
    ana.get_by_label("Your reply").fill(
        "The £16 were the engraving, which we give back as well: it is on its way."
    )
    ana.get_by_role("button", name="Reply publicly").click()
    expect(ana.locator("[id^=answer-]").last).to_contain_text("which we give back as well")

    mail = shop.post.wait_for("dan@example.com", "Trana")
    assert shop.url in mail
    dan.goto("/my/cases")
    dan.get_by_role("link", name=title).click()
    expect(dan.locator("#answers")).to_contain_text("which we give back as well")
    dan.locator("#case").get_by_role("button", name="This solved it").click()
    expect(dan.locator("main")).to_contain_text("Solved")
    ana.reload()
    expect(ana.locator("main")).to_contain_text("Closed")
