"""Markdown to HTML, twice, and one door out.

What customers write goes through cmark (C, linear time whatever comes in). What staff write in articles goes
through Python-Markdown for its extensions; hostile text can keep it busy for minutes, so it runs in a process
that ends itself after so much time of the processor. Code gets its colours in another such process. All of it ends in
the same nh3 policy, and the result is stored with `VERSION`.
"""

from __future__ import annotations

import html
import logging
import re
from typing import NamedTuple

import cmarkgfm
import nh3
from cmarkgfm.cmark import Options

from forum.core import highlighting
from forum.core.child import Child

log = logging.getLogger(__name__)

VERSION = 2  # grows when the output changes: stored HTML of an older version is rendered again
DEADLINE_SECONDS = 2.0  # of the processor: a machine that is busy or stands still spoils no article
MAX_CHARS = 60_000
CODE_MARK = (
    f'class="{highlighting.PREFIX}'  # stands in rendered code that has colours: its page links their sheet
)
DEPTH_MAX = 100  # the sanitiser's time grows with the square of the nesting: 1.7 s for 32,000 nested quotes

_TAGS = {
    *[
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "details",
        "dl",
        "dt",
        "em",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
    ],
    *[
        "small",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "div",
        "span",
    ],
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "code": {"class"},
    "div": {"class"},
    "span": {"class"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "p": {"class"},
}
_CLASS = re.compile(
    r"^(language-[\w+#-]{1,30}|hl-[a-z0-9]{1,4}|admonition( (note|tip|warning|danger|important))?|admonition-title)$"
)


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if _CLASS.match(value) else None
    if tag == "img" and name == "src":
        # A picture from elsewhere would tell a third party who reads what.
        return value if value.startswith("/") and not value.startswith("//") else None
    if name == "id":
        return "s-" + re.sub(r"[^\w-]", "", value.removeprefix("s-"))[:60]
    return value


_cleaner = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template", "svg", "math"},
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
    strip_comments=True,
)

_remarks = nh3.Cleaner(
    tags={"a", "blockquote", "br", "code", "del", "em", "li", "ol", "p", "pre", "span", "strong", "ul"},
    attributes={"a": {"href", "title"}, "code": {"class"}, "ol": {"start"}, "span": {"class"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow ugc noopener",
)

_TAG = re.compile(r"<(/?)([a-zA-Z][\w-]*)[^<>]*?(/?)>")
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_HEADING = re.compile(r"<(/?)h([1-6])(?=[ >])")
_NAMED_HEADING = re.compile(r'<h([2-4]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
_HEADING_ID = re.compile(r'(?<=<h[2-4]) id="[^"]*"')
_SIDED = re.compile(r"<(blockquote|ul|ol)(?=[ >])")
_CODE_LANG = re.compile(r'<pre lang="([^"\s]*)[^"]*"><code>')
_CHECKBOX = re.compile(r"<input type=\"checkbox\"( checked=\"\")? disabled=\"\" ?/?>")


def sanitise(markup: str) -> str:
    """The one policy: what it returns may stand in a page. Idempotent."""
    return _cleaner.clean(markup)


def render_post(text: str) -> str:
    """HTML of what a customer wrote (GitHub-flavoured Markdown, soft breaks kept as line breaks)."""
    options = Options.CMARK_OPT_HARDBREAKS | Options.CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE
    markup = cmarkgfm.github_flavored_markdown_to_html(text[:MAX_CHARS], options)
    # `lang` is for languages that people speak.
    markup = _CODE_LANG.sub(r'<pre><code class="language-\1">', markup)
    if _too_deep(markup):
        return f"<pre>{html.escape(text[:MAX_CHARS])}</pre>"
    return sanitise(highlighting.colour(_finish(markup)))


def render_comment(text: str) -> str:
    """HTML of a short remark: as a post, without headings, pictures, tables and rules (their words stay)."""
    return _remarks.clean(render_post(text))


def render_article(text: str) -> str:
    """HTML of what staff wrote; when that takes too long, the escaped text in a `<pre>` (and a line in the log)."""
    text = text[:MAX_CHARS]
    answered = _child.ask(text.encode("utf-8", "ignore"), DEADLINE_SECONDS)
    if answered is None:
        log.warning("article of %d characters took more than %s s to render", len(text), DEADLINE_SECONDS)
        return f"<pre>{html.escape(text)}</pre>"
    markup = answered.decode("utf-8")
    if _too_deep(markup):
        return f"<pre>{html.escape(text)}</pre>"
    return sanitise(highlighting.colour(_finish(markup)))


def plain(markup: str) -> str:
    """The words of rendered HTML, for index, snippets and mails."""
    text = re.sub(r"<(?:/p|/li|/h\d|/tr|/pre|/blockquote|br ?/?|/d[td])>", "\n", markup)
    text = html.unescape(nh3.clean(text, tags=set()))
    return re.sub(r"\n\s*\n+", "\n\n", text).strip()


class Heading(NamedTuple):
    """A heading of rendered HTML: 2 or deeper, the id to lead to, its words."""

    level: int
    id: str
    words: str


def headings(markup: str) -> list[Heading]:
    """The headings that can be led to, in their order: a table of contents."""
    found = _NAMED_HEADING.findall(markup)
    return [Heading(int(level), name, plain(words)) for level, name, words in found]


def sided(markup: str) -> str:
    """The same with lists and quotes on the side from which their words are written: Arabic ones stand at the right.
    (The direction of each paragraph is the style sheet's: `unicode-bidi: plaintext`.)"""
    return _SIDED.sub(r'<\1 dir="auto"', markup)


def without_ids(markup: str) -> str:
    """The same where several texts stand on one page: ids would be there twice."""
    return _HEADING_ID.sub("", markup)


def _too_deep(markup: str) -> bool:
    """Whether elements are nested more than `DEPTH_MAX` deep; looks no further than to where they are."""
    depth = 0
    for tag in _TAG.finditer(markup):
        if tag[1]:
            depth -= 1
        elif not tag[3] and tag[2].lower() not in _VOID:
            depth += 1
            if depth > DEPTH_MAX:
                return True
    return False


def _finish(markup: str) -> str:
    """The page has its own h1, so the highest heading of a text becomes h2, whatever its author began with.

    Task boxes become signs (no inputs in text).
    """
    levels = [int(level) for _closing, level in _HEADING.findall(markup)]
    shift = 2 - min(levels, default=2)
    markup = _HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + shift)}", markup)
    return _CHECKBOX.sub(lambda m: "☑ " if m[1] else "☐ ", markup)


_child = Child("markdown_child.py")
