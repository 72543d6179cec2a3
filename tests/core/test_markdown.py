"""What people write becomes safe HTML, quickly, whatever they write."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable

import pytest

from forum.core import child, highlighting, markdown
from tests.patience import growth

HOSTILE: dict[str, Callable[[int], str]] = {  # texts of about so many characters
    "brackets": lambda size: "[" * size,
    "nested quotes": lambda size: "> " * (size // 2),
    "backticks": lambda size: "`" * size,
    "stars": lambda size: "*a " * (size // 3),
    "links": lambda size: "[a](" * (size // 4),
    "nested emphasis": lambda size: "*_" * (size // 4) + "a" + "_*" * (size // 4),
    "html": lambda size: "<a " * (size // 3),
    "entities": lambda size: "&#x41" * (size // 5),
    "lists": lambda size: "".join(" " * n + "- x\n" for n in range(int((2 * size) ** 0.5))),
    "table": lambda size: "|a" * (size // 4) + "\n" + "|-" * (size // 4),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_four_times_as_much_hostile_text_takes_about_four_times_as_long(name: str) -> None:
    """Sixteen times would mean that the square of it is done: seconds at the length that posts may have."""
    texts = {size: HOSTILE[name](size) for size in (markdown.MAX_CHARS // 4, markdown.MAX_CHARS)}
    assert growth(lambda size: markdown.render_post(texts[size]), *texts, enough=10) < 10


def test_what_is_nested_too_deeply_is_shown_as_it_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned: list[str] = []
    monkeypatch.setattr(markdown, "sanitise", lambda markup: cleaned.append(markup) or markup)
    for render in (markdown.render_post, markdown.render_article):
        assert "<blockquote>" in render("> " * 40 + "a")
        assert render("> " * 120 + "a") == "<pre>" + "&gt; " * 120 + "a</pre>"
    assert len(cleaned) == 2, "the sanitiser's time grows with the square of the depth"


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "onerror"),
        ("[x](javascript:alert(1))", "javascript"),
        ("<a href='data:text/html,x'>x</a>", "data:"),
        ("<svg><script>alert(1)</script></svg>", "<script"),
        ("<div style='position:fixed'>x</div>", "style"),
        ("![spy](https://tracker.example/p.gif)", "tracker.example"),
        ("<form action=/x><input name=a></form>", "<input"),
        ('<p class="button primary">x</p>', "button"),
    ],
)
@pytest.mark.parametrize("render", [markdown.render_post, markdown.render_article])
def test_nothing_dangerous_survives(render, written: str, never: str) -> None:  # type: ignore[no-untyped-def]
    assert never not in render(written)


def test_the_policy_applied_twice_changes_nothing() -> None:
    text = "# Top\n\n- [x] done\n\n```python\nprint('<b>')\n```\n\n<https://example.com> **b**\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    for render in (markdown.render_post, markdown.render_article):
        once = render(text)
        assert markdown.sanitise(once) == once
        assert "<h2" in once
        assert "<table>" in once


def test_an_article_that_would_take_minutes_is_shown_as_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "DEADLINE_SECONDS", 0.3)
    monkeypatch.setattr(child, "WAIT_SECONDS", 10_000)
    slow = "[" * 16_000
    assert markdown.render_article(slow) == f"<pre>{slow}</pre>"
    monkeypatch.undo()
    assert "<strong>again</strong>" in markdown.render_article("works **again**")


def test_an_article_is_rendered_however_long_the_machine_stood_still(monkeypatch: pytest.MonkeyPatch) -> None:
    markdown.render_article("warm **up**")
    process = markdown._child._process
    assert process is not None
    monkeypatch.setattr(markdown, "DEADLINE_SECONDS", 1.0)
    os.kill(process.pid, signal.SIGSTOP)
    going_on = threading.Timer(1.5, os.kill, (process.pid, signal.SIGCONT))
    going_on.start()
    assert "<strong>late</strong>" in markdown.render_article("**late** but here")


def test_code_that_says_its_language_gets_colours_and_nothing_else_does() -> None:
    shown = markdown.render_post(
        "```python\nreturn '<b>' # @bob\n```\n\n```klingon\nreturn\n```\n\n    return\n"
    )
    assert '<code class="language-python"><span class="hl-k">return</span>' in shown
    assert "&lt;b&gt;" in shown
    assert '<code class="language-klingon">return\n</code>' in shown
    assert shown.count(markdown.CODE_MARK) == shown.partition("klingon")[0].count(markdown.CODE_MARK)
    assert markdown.plain(shown).startswith("return '<b>' # @bob")
    assert markdown.sanitise('<span class="hl-k up">x</span>') == "<span>x</span>"


def test_code_that_would_keep_a_lexer_busy_stays_in_one_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(highlighting, "SECONDS", 0.001)
    monkeypatch.setattr(child, "WAIT_SECONDS", 10_000)
    long = ("```sql\n" + "select a, 'b' from c;\n" * 140 + "```\n") * 18
    assert markdown.CODE_MARK not in markdown.render_post(long)
    monkeypatch.undo()
    assert markdown.CODE_MARK in markdown.render_post("```sql\nselect 1\n```")


def test_a_comment_has_no_headings_pictures_and_tables() -> None:
    shown = markdown.render_comment(
        "# Big\n\n![x](/pictures/a.webp) **so** `b`\n\n| a |\n|---|\n| c |\n\n---\n\n- d"
    )
    assert "<strong>so</strong> <code>b</code>" in shown
    assert "<li>d</li>" in shown
    assert "Big" in shown and "c" in markdown.plain(shown)  # noqa: PT018
    assert not [tag for tag in ("<h", "<img", "<table", "<td") if tag in shown]


def test_plain_words_of_html_keep_their_lines() -> None:
    assert (
        markdown.plain("<p>One &amp; two</p><ul><li>three</li><li>four</li></ul>") == "One & two\nthree\nfour"
    )


@pytest.mark.parametrize("render", [markdown.render_post, markdown.render_article])
def test_headings_begin_below_the_pages_own_whatever_the_author_began_with(render) -> None:  # type: ignore[no-untyped-def]
    assert [line[:3] for line in render("# A\n\n## B").split("\n") if line] == ["<h2", "<h3"]
    assert [line[:3] for line in render("### A\n\n#### B").split("\n") if line] == ["<h2", "<h3"]
