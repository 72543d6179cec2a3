"""What people write becomes safe HTML, quickly, whatever they write."""

from __future__ import annotations

import time

import pytest

from forum.core import markdown

HOSTILE = {
    "brackets": "[" * 64_000,
    "nested quotes": "> " * 32_000,
    "backticks": "`" * 64_000,
    "stars": "*a " * 21_000,
    "links": "[a](" * 16_000,
    "nested emphasis": "*_" * 30_000 + "a" + "_*" * 30_000,
    "html": "<a " * 21_000,
    "entities": "&#x41" * 12_000,
    "lists": "".join(" " * n + "- x\n" for n in range(300)),
    "table": "|a" * 30_000 + "\n" + "|-" * 30_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_of_64_kb_takes_a_fraction_of_a_second(name: str) -> None:
    before = time.thread_time()
    markdown.render_post(HOSTILE[name])
    assert time.thread_time() - before < 0.5


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
    slow = "[" * 16_000
    assert markdown.render_article(slow) == f"<pre>{slow}</pre>"
    monkeypatch.undo()
    assert "<strong>again</strong>" in markdown.render_article("works **again**")


def test_plain_words_of_html_keep_their_lines() -> None:
    assert (
        markdown.plain("<p>One &amp; two</p><ul><li>three</li><li>four</li></ul>") == "One & two\nthree\nfour"
    )


@pytest.mark.parametrize("render", [markdown.render_post, markdown.render_article])
def test_headings_begin_below_the_pages_own_whatever_the_author_began_with(render) -> None:  # type: ignore[no-untyped-def]
    assert [line[:3] for line in render("# A\n\n## B").split("\n") if line] == ["<h2", "<h3"]
    assert [line[:3] for line in render("### A\n\n#### B").split("\n") if line] == ["<h2", "<h3"]
