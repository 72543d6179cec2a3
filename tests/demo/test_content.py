"""The demo's text holds together: whoever opens the site first reads this, so it may not contradict itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

DEMO = Path(__file__).parents[2] / "forum" / "demo"
LANGUAGES = ("en", "sv", "fr", "zh", "ja")
HOST = re.compile(r"(?:https?://|@)([a-z0-9.-]+\.[a-z]+)", re.IGNORECASE)
# Shops, makers, payment and parcel firms, systems: the demo must not look like any of them, nor speak for them.
# Names that are also plain words are left out: "visa" is Swedish for "show", and a screen has pixels.
BRANDS = re.compile(
    r"\b(apple|iphone|ipad|airpods|macbook|samsung|galaxy|google|android|huawei|xiaomi|oppo|sony|bose|nokia|lenovo"
    r"|thinkpad|dell|microsoft|windows|linux|amazon|alexa|ikea|philips|mastercard|amex|paypal|klarna|swish|alipay"
    r"|wechat|whatsapp|paypay|postnord|dhl|ups|fedex|royal mail|la poste|chronopost|rakuten|elgiganten|fnac|currys)\b"
    r"|华为|小米|苹果|支付宝|微信|京东|淘宝|顺丰|楽天|ヤマト運輸|佐川|ソニー|アップル",
    re.IGNORECASE,
)


def lines(name: str) -> list[dict[str, Any]]:
    text = (DEMO / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


TOPICS, PEOPLE, ARTICLES = lines("topics"), lines("people"), lines("articles")
THREADS, FLAGS, CASES, SEARCHES = lines("threads"), lines("flags"), lines("cases"), lines("searches")
ARTICLE_IDS = {article["id"] for article in ARTICLES}
THREAD_BY_ID = {thread["id"]: thread for thread in THREADS}
DOCUMENTS = ARTICLE_IDS | THREAD_BY_ID.keys()
HANDLES = {person["handle"] for person in PEOPLE}
STAFF = {person["handle"] for person in PEOPLE if person["role"] != "customer"}
PROMISE_DAYS = {topic["id"]: topic["promise_hours"] / 24 for topic in TOPICS}


def every_word() -> list[tuple[str, str]]:
    """Each file's name and text, as a reader may meet it."""
    return [(path.name, path.read_text(encoding="utf-8")) for path in sorted(DEMO.glob("*.jsonl"))]


def test_there_is_something_to_show_on_every_page() -> None:
    assert len(TOPICS) == 5
    assert {"carla", "bob", "dan", "ana", "mo", "root"} <= HANDLES
    assert Counter(person["role"] for person in PEOPLE)["customer"] >= 21
    assert len({article["id"].split("-")[2] for article in ARTICLES}) == 30
    assert len(ARTICLES) >= 75
    assert len(THREADS) == 60
    assert len(FLAGS) >= 7
    assert len(CASES) >= 9
    assert len(SEARCHES) >= 80


def test_the_cast_has_the_roles_of_the_story() -> None:
    roles = {person["handle"]: person["role"] for person in PEOPLE}
    assert [roles[who] for who in ("carla", "bob", "dan", "ana", "mo", "root")] == [
        *("customer", "customer", "customer", "agent", "moderator", "admin")
    ]
    assert all(person["email"] == f"{person['handle']}@example.com" for person in PEOPLE)
    assert len(HANDLES) == len(PEOPLE)


def test_topics_are_named_in_all_languages() -> None:
    for topic in TOPICS:
        for field in ("name", "description"):
            assert tuple(topic[field]) == LANGUAGES
            assert all(topic[field].values())


def test_every_article_can_be_read_in_two_languages_and_english() -> None:
    by_number: dict[str, set[str]] = {}
    for article in ARTICLES:
        _, _, number, lang = article["id"].split("-")
        assert lang == article["lang"]
        assert article["translation_of"] == (None if lang == "en" else f"demo-kb-{number}-en")
        by_number.setdefault(number, set()).add(lang)
    assert all("en" in languages and len(languages) >= 2 for languages in by_number.values())
    published = Counter(article["lang"] for article in ARTICLES if article["state"] == "published")
    assert all(published[lang] >= 14 for lang in LANGUAGES), published
    assert Counter(article["state"] for article in ARTICLES) == {"published": 87, "in_review": 3, "draft": 2}


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: str(article["id"]))
def test_an_article_is_whole(article: dict[str, Any]) -> None:
    assert article["category"] in PROMISE_DAYS
    assert article["author"] in STAFF
    assert article["title"]
    assert article["summary"]
    assert 3 <= len(article["phrasings"]) <= 6
    assert "\n## " in "\n" + article["body"], "no heading"
    if article["lang"] in ("zh", "ja"):
        assert 250 <= len(article["body"]) <= 1600
    else:
        assert 120 <= len(article["body"].split()) <= 350
    assert article["helpful"] + article["unhelpful"] <= article["hits_60d"], "more votes than readers"
    assert article["state"] == "published" or article["hits_60d"] == 0, "nobody reads what is not published"


def test_questions_come_in_all_languages_and_states() -> None:
    assert Counter(thread["lang"] for thread in THREADS) == {"en": 24, "sv": 9, "fr": 9, "zh": 9, "ja": 9}
    assert Counter(thread["state"] for thread in THREADS) == {
        **{"solved": 28, "open": 20, "unanswered": 8},
        **{"closed": 2, "hidden": 1, "deleted": 1},
    }
    assert len(THREAD_BY_ID) == len(THREADS)


@pytest.mark.parametrize("thread", THREADS, ids=lambda thread: str(thread["id"]))
def test_a_question_agrees_with_itself(thread: dict[str, Any]) -> None:
    answers = thread["answers"]
    assert thread["category"] in PROMISE_DAYS
    assert {thread["author"], *thread["followers"], *(answer["author"] for answer in answers)} <= HANDLES
    assert len(answers) <= 6
    moments = [thread["created_days_ago"], *(answer["created_days_ago"] for answer in answers)]
    assert moments == sorted(moments, reverse=True), "answers in the order of time"
    assert moments[-1] > 0
    accepted = [answer for answer in answers if answer["accepted"]]
    assert len(accepted) == (1 if thread["state"] == "solved" else 0)
    assert all(answer["author"] != thread["author"] for answer in accepted)
    assert (not answers) == (thread["state"] in ("unanswered", "hidden", "deleted"))
    assert all(answer["staff"] == (answer["author"] in STAFF) for answer in answers)


def test_a_few_questions_are_past_their_promise_and_no_more() -> None:
    with_case = {case["thread"] for case in CASES}
    overdue = {
        thread["id"]
        for thread in THREADS
        if thread["state"] in ("open", "unanswered")
        and thread["created_days_ago"] > PROMISE_DAYS[thread["category"]]
        and thread["id"] not in with_case
    }
    assert overdue == {"demo-t-12", "demo-t-29", "demo-t-33", "demo-t-48", "demo-t-56"}
    assert THREAD_BY_ID["demo-t-12"]["author"] == "dan"


def test_flags_point_at_something_by_somebody_of_the_staff() -> None:
    for flag in FLAGS:
        target = flag["target"]
        if isinstance(target, str):
            assert target in ARTICLE_IDS
        else:
            answer = THREAD_BY_ID[target["thread"]]["answers"][target["answer"]]
            assert answer["created_days_ago"] > flag["days_ago"], "flagged before it was written"
        assert flag["by"] in STAFF
        assert flag["note"]
        assert flag["reason"] in ("inaccurate", "incomplete", "outdated", "unsafe")
        assert (flag["state"] == "open") == (flag["because"] is None)
    assert {flag["reason"] for flag in FLAGS} == {"inaccurate", "incomplete", "outdated", "unsafe"}
    assert {flag["state"] for flag in FLAGS} == {"open", "mended", "rejected"}


def test_cases_belong_to_questions_and_their_clock_is_right() -> None:
    assert {case["state"] for case in CASES} == {"new", "open", "waiting", "resolved", "closed"}
    for case in CASES:
        thread = THREAD_BY_ID[case["thread"]]
        assert thread["created_days_ago"] > case["opened_days_ago"]
        assert (case["claimed_by"] is None) == (case["state"] == "new")
        assert case["claimed_by"] is None or case["claimed_by"] in STAFF
        if case["because"] == "promise":
            waited = thread["created_days_ago"] - case["opened_days_ago"]
            assert waited == pytest.approx(PROMISE_DAYS[thread["category"]])
        minutes = [step["minutes_before"] for step in case["trail"]]
        assert minutes == sorted(minutes, reverse=True)
        for step in case["trail"]:
            assert step["kind"] in ("search", "open", "rejected")
            assert (step["document"] is None) == (step["kind"] == "search")
            assert step["document"] is None or step["document"] in DOCUMENTS
    assert len({case["thread"] for case in CASES}) == len(CASES)


def test_searches_lead_to_documents_and_leave_gaps() -> None:
    assert {search["lang"] for search in SEARCHES} == set(LANGUAGES)
    for search in SEARCHES:
        assert search["q"].strip() == search["q"] != ""
        assert search["opened"] is None or search["opened"] in DOCUMENTS
        assert search["opened"] is not None or search["helped"] is not True, (
            "nothing opened cannot have helped"
        )
        assert search.get("by", "carla") in HANDLES
    assert sum(search["opened"] is None for search in SEARCHES) >= 10
    assert any(search["q"] == "card declined abroad" for search in SEARCHES)


def test_trails_name_documents_by_their_titles() -> None:
    titles = {document["id"]: document["title"] for document in [*ARTICLES, *THREADS]}
    for case in CASES:
        for step in case["trail"]:
            assert step["document"] is None or step["text"] == titles[step["document"]]


@pytest.mark.parametrize(("name", "text"), every_word(), ids=lambda value: value if len(value) < 30 else "")
def test_nobody_real_is_named(name: str, text: str) -> None:
    found = {match.group(0) for match in BRANDS.finditer(text)}
    assert not found, f"{name} names {found}"
    hosts = {host.lower() for host in HOST.findall(text)}
    assert all(host == "svala-hub.local" or re.search(r"(^|\.)example\.com$", host) for host in hosts), hosts
