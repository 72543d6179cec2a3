"""Texts made to keep a program busy, in everything that reads texts of strangers: four times as much takes about four times
as long."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from forum.attachments import names
from forum.core import differences, markdown, merging, text
from forum.search import wording
from forum.support import inbound
from forum.threads.mentions import linking
from search_index import analysis
from tests.patience import growth
from tests.security.tally import Tally

with pytest.MonkeyPatch.context() as patch:  # what reads mails is a process of its own, started by file path
    patch.syspath_prepend(str(Path(inbound.__file__).with_name("reading_child")))
    mail_markup, mail_parts, mail_quotes = map(import_module, ("mail_markup", "mail_parts", "mail_quotes"))

SMALL, LARGE = 2_000, 8_000  # characters

#: What is repeated: brackets that never close, names that never end, lines without a word, signs that combine.
UNITS = (
    *("[", "](", "> ", "<", "<a ", "<!--", "&", "&#x41", "`", "*_", "@", "@a ", "a@", "a.", "-", "--\n", "\n", "\n\n>"),
    *(" ", "\t", "a", "aB", "A ", "(", '"', "\\", "/", "~", "|", "|a\n", "0", "1,", "=", "= \n", "#", "# ", "%", ".."),
    *("e\u0301", "\u0301", "\u4e00", "\u30a2", "\u00df", "\ufb03", "\u200d", "www.", "http://", "On a wrote:\n", "a\r"),
)  # fmt: skip


def _mail(words: str) -> bytes:
    return f"From: {words[:900]}\nSubject: {words[:900]}\nContent-Type: text/plain; charset=utf-8\n\n{words}".encode()


def _mail_head(words: str) -> bytes:
    folded = "\n ".join(
        words.replace("\r", "").replace("\n", "")[n : n + 70] for n in range(0, len(words), 70)
    )
    return f"To: {folded}\nReferences: {folded}\nContent-Type: multipart/mixed; boundary={folded}\n\n{words}".encode()


#: Whatever reads what strangers wrote, with a text of so many characters.
READERS: dict[str, Callable[[str], object]] = {
    "posts": markdown.render_post,
    "comments": markdown.render_comment,
    "words of HTML": markdown.plain,
    "sanitiser": markdown.sanitise,
    "mentions": linking.keys_in,
    "links of mentions": lambda words: linking.link(f"<p>{text.clean(words)}</p>".replace("<a ", ""), {}),
    "cleaning": text.clean_line,
    "addresses": text.slugify,
    "languages": text.language,
    "names of files": names.clean,
    "terms": lambda words: analysis.terms(words, "en"),
    "queries": lambda words: analysis.query_words(words, ("en", "sv", "zh")),
    "wordings": wording.normal,
    "differences": lambda words: differences.compare(words, words[::-1]),
    "joining": lambda words: merging.merge(words, words[: len(words) // 2], words[len(words) // 2 :]),
    "mails": lambda words: mail_parts.take_apart(_mail(words)),
    "HTML of mails": mail_markup.to_text,
    "quotations in mails": mail_quotes.reply_of,
    "folded mails": mail_quotes.unflow,
}  # fmt: skip


def texts(size: int) -> dict[str, str]:
    """Hostile texts of about so many characters."""
    return {unit: unit * (size // len(unit)) for unit in UNITS}


@pytest.mark.parametrize("name", READERS)
def test_four_times_as_much_hostile_text_keeps_it_busy_four_times_as_long(name: str, tally: Tally) -> None:
    small, large = texts(SMALL), texts(LARGE)
    of = {SMALL: small, LARGE: large}
    for unit in UNITS:
        ratio = growth(lambda size, unit=unit: READERS[name](of[size][unit]), SMALL, LARGE, enough=11)  # type: ignore[misc]
        assert ratio < 11, (name, unit)
    tally("hostile texts", len(UNITS))


@pytest.mark.parametrize(
    "words", ["(" * 9_000, "](" * 4_000, "\u0301" * 4_000], ids=["brackets", "links", "signs"]
)
def test_a_mail_with_a_hostile_head_is_read_all_the_same(words: str) -> None:
    told, _files = mail_parts.take_apart(_mail_head(words))
    assert told


def test_html_of_mails_that_a_parser_gives_up_on_is_read() -> None:
    assert mail_markup.to_text("<![<![<p>One</p><![if !x]><p>Two</p><!-- <p>Three</p>") == "One\n\nTwo"
    assert mail_markup.to_text("<p>One</p> 1 <a 2") == "One\n\n1 <a 2"
