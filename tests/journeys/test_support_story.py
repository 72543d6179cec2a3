"""From asking to solved, in a real browser: once with and once without JavaScript.

Carla agrees to a trail, searches, reads a suggestion where she is and says that it did not help, asks with details that only
the team sees, and presses "ask a person". Dan has it too. Ana takes the case, walks a guide, asks back in private and
publishes a summary without what was private. Carla confirms from her mail and gives a mark, which Ana sees.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage, Message

import pytest
from playwright.sync_api import Page, expect

from forum.demo.load import load_demo
from tests.journeys.conftest import ROOT, LiveSite, search
from tests.journeys.test_main_story import sign_in
from tests.patience import until

pytestmark = pytest.mark.browser
ARTICLE = "Track your order and understand its status"
ADDRESS = "carla.private@example.org"


@pytest.fixture(scope="module")
def shop(live: LiveSite) -> LiveSite:
    """The demo shop, running, its index in step."""
    load_demo(live.app)
    until(lambda: search(live, "parcel tracking status"), "finding the demo")
    return live


def _mail_in(site: LiveSite, mail: Message) -> None:
    """As a mail server hands it over."""
    given = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "receive"],
        input=mail.as_bytes(),
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        check=False,
    )
    assert given.returncode == 0, given.stderr.decode()
    assert b"kept" in given.stdout


def _answer(mail: Message, words: str) -> EmailMessage:
    """What a mail program sends when somebody presses "reply", writes above, and keeps what she was sent below."""
    sent = mail.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
    reply = EmailMessage()
    reply["From"], reply["To"] = str(mail["To"]), str(mail["Reply-To"])
    reply["Subject"] = f"Re: {mail['Subject']}"
    reply["Message-ID"] = "<from-carlas-phone@example.com>"
    reply["In-Reply-To"] = reply["References"] = str(mail["Message-ID"])
    quoted = "\n".join(f"> {line}" for line in sent.splitlines())
    reply.set_content(f"{words}\n\nOn Monday, Askwell wrote:\n{quoted}\n")
    return reply


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_from_asking_to_solved(shop: LiveSite, person: Callable[..., Page], script: bool) -> None:
    mark = "north" if script else "south"
    title = f"My parcel has not moved since the {mark} depot"
    words = "parcel not moving"

    # Carla, on her phone, agrees to a trail; what she then searches and reads is kept.
    carla = person(javascript=script, width=360)
    sign_in(carla, "carla")
    carla.goto("/my/trail")
    if "Off. Nothing of it is stored." in carla.locator("main").inner_text():  # else from the other story
        carla.get_by_role("button", name="Keep my searches for 24 hours").click()
        expect(carla.locator("main")).not_to_contain_text("Off. Nothing of it is stored.")
    carla.goto(f"/search?q={words.replace(' ', '+')}+{mark}")
    carla.goto(f"/search?q=engraved+gift+{mark}")

    def kept() -> bool:
        carla.goto("/my/trail")
        return f"Searched: engraved gift {mark}" in carla.locator("main").inner_text()

    until(kept, "keeping what she searches")

    # She asks. A suggestion is read in place; it did not help.
    carla.goto("/ask")
    carla.get_by_label("Your question in one sentence").fill(title)
    carla.get_by_label("Details", exact=True).fill("The tracking shows the same status for a week.")
    if not script:
        carla.get_by_role("button", name="See what may answer it").click()
    read = carla.get_by_role("button", name=f"Read it here: {ARTICLE}", exact=True)
    read.click()
    expect(carla.locator(".read-here")).to_be_visible()
    carla.get_by_role("button", name=f"Tried, did not help: {ARTICLE}", exact=True).click()
    expect(carla.locator(".tried")).to_contain_text("Noted: it did not help.")
    if not script:
        carla.get_by_role("button", name="Change the text").click()

    # She adds what only the team may see, keeps her trail to herself for now, and posts.
    carla.get_by_label("Topic").select_option(label="Orders and delivery")
    carla.get_by_text("Add details that only our team sees").click()
    carla.get_by_label("Details that only our team sees").fill(f"Order 7719-{mark}, my address is {ADDRESS}.")
    for line in carla.locator(".trail-lines input[type=checkbox]").all():
        line.uncheck()
    carla.get_by_role("button", name="Post the question").last.click()
    expect(carla.get_by_role("heading", level=1)).to_have_text(title)
    address = carla.url
    expect(carla.locator("#private")).to_contain_text(ADDRESS)

    # Dan has it too; of what is private he sees nothing.
    dan = person(javascript=script, width=360)
    sign_in(dan, "dan")
    dan.goto(address)
    dan.get_by_role("button", name="I have this too").click()
    expect(dan.locator("body")).to_contain_text("You are one of them.")
    assert ADDRESS not in dan.content()

    # Carla asks a person. She sees what would be sent along, and strikes a line.
    carla.goto(address)
    carla.locator("summary").filter(has_text="Ask a person").click()
    carla.get_by_label(f"Searched: engraved gift {mark}").uncheck()
    carla.get_by_role("button", name="Ask a person now").click()
    expect(carla.locator("#case")).to_contain_text("with our support team")

    # Ana finds the case, takes it, and knows the story.
    ana = person(javascript=script)
    sign_in(ana, "ana")
    ana.goto("/desk?view=unassigned")
    ana.get_by_role("link", name=title).click()
    case = ana.url
    ana.get_by_role("button", name="Take this case").click()
    trail = ana.get_by_label("What the customer tried")
    expect(trail).to_contain_text(f"{words} {mark}")
    expect(trail).to_contain_text(ARTICLE)
    expect(trail).not_to_contain_text(f"engraved gift {mark}")
    expect(ana.locator("#private")).to_contain_text(ADDRESS)
    ana.goto("/desk?view=mine")
    expect(ana.get_by_role("link", name=title)).to_be_visible()

    # She walks a guide.
    ana.goto(case)
    ana.get_by_role("button", name="Parcel does not arrive").click()
    guide = ana.locator("#guide")
    guide.get_by_label("Tracking number").fill("SV-1")
    guide.get_by_label("Days since the last line").fill("7")
    guide.get_by_role("button", name="Nothing new for five days or more").click()
    guide.get_by_label("Search order at the carrier").fill(f"S-{mark}")
    guide.get_by_role("button", name="Finish").click()
    expect(guide).to_contain_text("Finished")
    expect(guide).to_contain_text(f"S-{mark}")

    # She asks back in private, with an article in one click. The clock stands still.
    reply = ana.get_by_label("Your reply")
    reply.fill("Which colour has the label on it?")
    ana.locator("#fits button[value^='link:article']").first.click()
    expect(reply).to_have_value(re.compile(r"Which colour.*/articles/\d+", re.DOTALL))
    ana.get_by_label("Privately to Carla").check(force=True)
    ana.get_by_label("We need something from the customer").check()
    ana.get_by_role("button", name="Reply privately to Carla").click()
    expect(ana.locator("#private")).to_contain_text("Which colour has the label")
    dan.goto(address)
    expect(dan.locator("body")).to_contain_text("we wait for whoever asked")
    assert "Which colour" not in dan.content()

    # Carla answers in private: by replying to the mail, or on the page.
    asked = shop.post.mail_for("carla@example.com", f"{mark} depot", "Which colour has the label")
    if script:
        _mail_in(shop, _answer(asked, f"It is orange, says {mark}."))
    else:
        carla.goto(address)
        carla.locator("#private").get_by_role("link", name="Answer in private").click()
        carla.get_by_label("Your private message").fill(f"It is orange, says {mark}.")
        carla.get_by_role("button", name="Send in private").click()

    def answered() -> bool:
        ana.goto(case)
        return f"It is orange, says {mark}." in ana.locator("#private").inner_text()

    until(answered, "coming in")
    assert "wrote:" not in ana.locator("#private").inner_text()  # nor what she quoted
    dan.goto(address)
    expect(dan.locator("body")).not_to_contain_text("we wait for whoever asked")

    # Ana writes a summary for everybody. What is private in it is marked before anybody reads it.
    ana.get_by_role("link", name="Publish a summary as an answer").click()
    summary = ana.get_by_label("What everybody will read")
    summary.fill(f"Orange labels wait for {ADDRESS} at the depot.")
    ana.get_by_role("button", name="Publish as our answer").click()
    expect(ana.locator("mark").filter(has_text=ADDRESS)).to_be_visible()
    summary.fill(f"Parcels with an orange label wait at the {mark} depot: we send them on.")
    ana.get_by_role("button", name="Publish as our answer").click()
    expect(ana.locator("#answers")).to_contain_text("Parcels with an orange label")
    ana.goto(case)
    ana.get_by_role("button", name="Mark as resolved").click()
    expect(ana.locator("main")).to_contain_text("Resolved")

    # Carla's mail has two buttons. Opening one does nothing; pressing the one behind it accepts.
    mail = shop.post.wait_for("carla@example.com", f"{mark} depot", "This solved it:")
    link = re.findall(r"http://\S+/solved", mail)[-1]
    nobody = person(javascript=script)  # a scanner of mails, or herself on another device
    nobody.goto(link)
    expect(nobody.get_by_role("heading", level=1)).to_have_text("Did it solve it?")
    dan.goto(address)
    expect(dan.get_by_role("heading", level=1).locator("..")).not_to_contain_text("Solved")
    nobody.get_by_role("button", name="This solved it").click()
    dan.goto(address)
    expect(dan.get_by_role("heading", level=1).locator("..")).to_contain_text("Solved")
    assert ADDRESS not in dan.content()

    # She says how our help was, and Ana reads it.
    carla.goto("/my/cases")
    carla.locator("li").filter(has_text=title).get_by_role("link", name="How was our help?").click()
    carla.get_by_label("4: good").check()
    carla.get_by_label("What should we do better, or keep?").fill(f"You knew all of it, {mark}.")
    carla.get_by_role("button", name="Send").click()
    ana.goto(case)
    expect(ana.locator("main, aside").filter(has_text="4 of 5").first).to_be_visible()
    expect(ana.locator("body")).to_contain_text(f"You knew all of it, {mark}.")
