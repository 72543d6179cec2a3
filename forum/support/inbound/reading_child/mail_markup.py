"""The words of a mail that came as HTML only. Nothing of the markup is kept, so nothing needs to be trusted."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from mail_quotes import MARK  # type: ignore[import-not-found]

_SKIPPED = {"script", "style", "head", "title", "template", "noscript"}
_BLOCKS = {
    "p",
    "div",
    "br",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "pre",
    "hr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
}
_SPACED = {"p", "ul", "ol", "pre", "table", "h1", "h2", "h3", "h4", "h5", "h6"}
_VOID = {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "wbr"}
#: Where mail programs begin what they quote: Gmail, Outlook on the web and on desks, Yahoo, Proton, QQ.
_QUOTES = re.compile(
    r"gmail_quote|yahoo_quoted|protonmail_quote|divRplyFwdMsg|appendonsend|mail-editor-reference-message|"
    r"OLK_SRC_BODY_SECTION|isForwardContent|qmbox"
)

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARED = re.compile(r"<[!?][^<>]*>?")


def to_text(markup: str) -> str:
    """Plain text: blocks on lines of their own, what is cited behind ">", what was written to before behind `MARK`."""
    reader = _Reader()
    reader.feed(_tame(markup))
    reader.close()
    lines = [re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.found).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tame(markup: str) -> str:
    """Without comments and declarations, and with what looks like a tag but never ends as words: the parser reads such again
    and again (in time that grows with the square of their number), or gives up on them."""
    markup = _DECLARED.sub("", _COMMENT.sub("", markup))
    end = markup.rfind(">") + 1
    return markup[:end] + markup[end:].replace("<", "&lt;")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._skipping = 0
        self._cited = 0
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins a line."""
        if tag in _SKIPPED:
            self._skipping += 1
        named = " ".join(value or "" for name, value in attrs if name in ("class", "id", "name"))
        if _QUOTES.search(named) and tag not in _VOID:
            self._break(2)
            self.found.append(f"{MARK}\n")
        if tag == "blockquote":
            self._break(2)
            self._cited += 1
            self._break(1)
        elif tag in _BLOCKS:
            self._break(2 if tag in _SPACED else 1)
            if tag == "li":
                self.found.append("- ")
        self._pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        """A block ends a line."""
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        if tag == "blockquote":
            self._cited = max(0, self._cited - 1)
            self._break(2)
        elif tag in _BLOCKS and tag not in _VOID:
            self._break(2 if tag in _SPACED else 1)
        self._pre = max(0, self._pre - (tag == "pre"))

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._skipping:
            self.found.append(data if self._pre else re.sub(r"\s+", " ", data))

    def _break(self, lines: int) -> None:
        ends = "\n" * lines
        prefix = "> " * min(self._cited, 3)
        have = "".join(self.found[-4:])
        if not have.endswith(ends + prefix) or not self.found:
            self.found.append(ends + prefix)
