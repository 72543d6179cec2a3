"""Nina is new here: from her first question to her first accepted answer, in a real browser, with and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveSite
from tests.journeys.test_main_story import sign_in
from tests.patience import until

pytestmark = pytest.mark.browser
PASSWORD = "four words are long"


def says(page: Page, path: str, words: str) -> bool:
    """Does the page say it by now? The worker counts a moment after the deed."""
    page.goto(path)
    return words in page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_the_first_question_to_the_first_accepted_answer(
    shop: LiveSite, person: Callable[..., Page], script: bool
) -> None:
    name = "Nina" if script else "Noor"
    email = f"{name.lower()}@example.com"
    nina = person(javascript=script, width=360)

    # She makes an account; the mail proves her address.
    nina.goto("/sign-up")
    nina.get_by_label("Name").fill(name)
    nina.get_by_label("E-mail address").fill(email)
    nina.get_by_label("Password").fill(PASSWORD)
    nina.get_by_role("button", name="Create account").click()
    expect(nina.get_by_role("heading", level=1)).to_have_text("Look in your mail")
    nina.goto(re.findall(r"http://\S+", shop.post.wait_for(email, "/verify/"))[0])
    nina.get_by_role("button", name="Confirm my address").click()
    expect(nina.locator("body")).to_contain_text(f"Welcome, {name}")

    # Her first question, with gentle rules beside the form.
    nina.goto("/ask")
    expect(nina.locator("#rules-title")).to_be_visible()
    title = f"The lid of my {name} kettle rattles when it boils"
    nina.get_by_label("Your question in one sentence").fill(title)
    nina.get_by_label("Details", exact=True).fill("Since yesterday. I cleaned it twice.")
    nina.get_by_label("Topic").select_option(label="Devices")
    if not script:
        nina.get_by_role("button", name="See what may answer it").click()
        nina.get_by_role("button", name=re.compile("Post")).first.click()
    else:
        nina.get_by_role("button", name="Post the question").click()
    expect(nina.get_by_role("heading", level=1)).to_have_text(title)
    address = nina.url

    # Bob sees that she is new, asks back in a comment that names her, and is answered there.
    bob = person(javascript=script)
    sign_in(bob, "bob")
    bob.goto(address)
    expect(bob.locator("main")).to_contain_text("New here")
    bob.locator(".question-post .comment-form summary").click()
    bob.locator(".question-post").get_by_label("Your comment").fill(f"Which model is it, @{name}?")
    bob.locator(".question-post").get_by_role("button", name="Post the comment").click()
    expect(bob.locator(".question-post .comments")).to_contain_text("Which model is it")
    nina.goto("/my/notices")
    expect(nina.locator("main")).to_contain_text("Welcome")
    nina.get_by_role("link", name=re.compile(r"Bob Whitfield (named you in|commented on)")).first.click()
    expect(nina.locator(".comment").first).to_contain_text("Which model is it")
    nina.locator(".question-post .comment-form summary").click()
    nina.locator(".question-post").get_by_label("Your comment").fill("It is the Svala 2.")
    nina.locator(".question-post").get_by_role("button", name="Post the comment").click()
    expect(nina.locator(".question-post .comments")).to_contain_text("Svala 2")

    # Bob answers, she accepts.
    bob.goto(address)
    bob.get_by_label("What helps?").fill("Turn the ring under the lid by a quarter, then it sits tight.")
    bob.get_by_role("button", name="Post the answer").click()
    expect(bob.locator("#answers")).to_contain_text("quarter")
    nina.goto(address)
    nina.locator("#answers").get_by_role("button", name="This solved it").click()
    expect(nina.locator("#answers")).to_contain_text("Solution")

    # Now she knows something herself: Carla asks, Nina answers, quoting her, and Carla accepts.
    carla = person(javascript=script)
    sign_in(carla, "carla")
    carla.goto("/ask")
    hers = f"Ring under the lid of a kettle for {name}"
    carla.get_by_label("Your question in one sentence").fill(hers)
    carla.get_by_label("Details", exact=True).fill("Which way does the ring turn?")
    carla.get_by_label("Topic").select_option(label="Devices")
    if not script:
        carla.get_by_role("button", name="See what may answer it").click()
        carla.get_by_role("button", name=re.compile("Post")).first.click()
    else:
        carla.get_by_role("button", name="Post the question").click()
    expect(carla.get_by_role("heading", level=1)).to_have_text(hers)
    nina.goto(carla.url)
    nina.locator(".question-post").get_by_role("link", name="Quote").click()
    answer = nina.get_by_label("What helps?")
    expect(answer).to_have_value(re.compile("> .*Which way does the ring turn"))
    answer.fill(answer.input_value() + "\n\nTo the left, until it clicks. This worked for me.")
    nina.get_by_role("button", name="Post the answer").click()
    expect(nina.locator("#answers blockquote")).to_contain_text("Which way")
    carla.reload()
    carla.locator("#answers").get_by_role("button", name="This solved it").click()
    expect(carla.locator("#answers")).to_contain_text("Solution")

    # It counts, and she sees what comes next.
    until(lambda: says(nina, "/my/standing", "Your answer was accepted as the solution."), "points")
    expect(nina.locator("main")).to_contain_text(hers)
    until(lambda: says(nina, "/my/notices", "badge “Solver”"), "a badge")
    nina.get_by_role("link", name=re.compile("badge “Solver”")).first.click()
    expect(nina.get_by_role("heading", level=1)).to_contain_text("Solver")
    expect(nina.locator("main")).to_contain_text(name)
