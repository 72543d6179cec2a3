"""What of a mail is new: without what it answers, without signature.

Our own mails begin with a line that has `MARK`: what stands below it is ours, in whatever language and program. The
line above it ("On Monday ... wrote:") and mails without it are known by the expressions of mail-parser-reply, which
knows what programs write there in many languages. That library is asked only where the quotation begins: what it
thinks a signature is ("Thanks, but ...") would cost people their words.
"""

from __future__ import annotations

import re

from mailparser_reply import EmailReplyParser  # type: ignore[import-untyped]
from mailparser_reply.constants import MAIL_LANGUAGES  # type: ignore[import-untyped]

MARK = "##-"  # forum.core.mail.REPLY_MARK
REPLY_CHARS = 30_000
PROBED_LINES = 2_000
PROBED_LINE_CHARS = 300  # its expressions take time with the square of a line
ABOVE_LINES = 8  # how far above our mark a quotation's head may begin
_LANGUAGES = [code for code in MAIL_LANGUAGES if code != "david"]
#: Heads that the library does not know: Apple Mail and Outlook in our languages, QQ and NetEase.
_HEADS = re.compile(
    r"^(?:> ?)*(?:"
    r"\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日?.{0,200}(?:[:：]|写道|のメール[:：]?)"
    r"|.{1,120}于\d{4}年.{0,80}写道[:：]"
    r"|在 ?\d{4}[年-].{0,200}写道[:：]"
    r"|-{2,} ?(?:原始邮件|原邮件|回复的邮件|Original|Ursprungligt meddelande|Message d.origine|元のメッセージ).{0,60}"
    r"|(?:From|Från|De|Von|发件人|差出人)\s?[:：].{0,200}(?=\n(?:> ?)*(?:Sent|Date|Skickat|Datum|Envoyé|发送时间|日期|送信日時|日時)\s?[:：])"
    r"|(?=.*\d)(?:Le|Den|On|Am|El) .{3,200}(?:a écrit|skrev|wrote|schrieb|escribió).{0,120}[:：]"
    r")\s*$",
    re.MULTILINE | re.IGNORECASE,
)
_RULE = re.compile(r"_{20,}")  # Outlook draws one above what it quotes
_SENT_FROM = re.compile(
    "|".join(
        [f"(?:{words['sent_from']})" for words in MAIL_LANGUAGES.values() if words.get("sent_from")]
        + ["从我的.{0,40}发送", "发自我的", ".{0,20}から送信", "iPhoneから送信", "Skickat från"]
    ),
    re.IGNORECASE,
)


def reply_of(text: str) -> str:
    """The words that are new in a mail; "" when there are none."""
    lines = text.split("\n")
    at = next((n for n, line in enumerate(lines) if MARK in line), None)
    if at is None:
        found = _without_ends(lines[: _head(lines)])
    else:
        start = max(0, at - ABOVE_LINES)
        found = _without_ends(lines[: start + _head(lines[start:at], marked=True)])
    if not found:  # she wrote below or between: what is not marked as quoted is hers
        cited = any(line.startswith(">") for line in lines)
        below = [line for line in lines if not line.startswith(">") and MARK not in line]
        found = _without_ends(below[: _head(below)] or below[_head(below) + 1 :]) if cited else ""
    return found[:REPLY_CHARS]


def unflow(text: str, delete_space: bool = False) -> str:
    """Lines that a mail program broke, joined again (RFC 3676)."""
    out: list[str] = []
    joins = False
    depth_before = 0
    for line in text.replace("\r\n", "\n").split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if joins and depth == depth_before and words != "-- ":
            out[-1] += words
        else:
            out.append(">" * depth + " " * bool(depth) + words)
        joins = words.endswith(" ") and words != "-- "
        if joins and delete_space:
            out[-1] = out[-1][:-1]
        depth_before = depth
    return "\n".join(out)


def _head(lines: list[str], marked: bool = False) -> int:
    """The number of the line where a quotation's head begins; how many there are if there is none."""
    probe = "\n".join(line.strip()[:PROBED_LINE_CHARS] for line in lines[:PROBED_LINES])
    reader = EmailReplyParser(languages=_LANGUAGES).read("")
    places = [m.start() for m in (_HEADS.search(probe), reader.HEADER_REGEX.search(probe)) if m is not None]
    if places:
        at = min(places)
        return probe[:at].count("\n") + (probe[at : at + 1] == "\n")
    last = len(lines)
    while last and lines[last - 1].strip(" >") == "":
        last -= 1
    if marked and last and re.search(r"[@\d].*[:：]\s*$", lines[last - 1][:PROBED_LINE_CHARS]):
        return last - 1  # directly above our line and ending in a colon: it says who wrote what follows
    return len(lines)


def _without_ends(lines: list[str]) -> str:
    """Without quotation at the end, signature, and what a telephone adds."""
    ends = next((n for n, line in enumerate(lines) if line.rstrip() == "--" or line == "-- "), len(lines))
    kept = lines[:ends]
    for _round in range(2):
        while kept and (
            not kept[-1].strip() or kept[-1].startswith(">") or _RULE.fullmatch(kept[-1].strip())
        ):
            kept.pop()
        if kept and len(kept[-1]) < 120 and _SENT_FROM.match(kept[-1].strip()):
            kept.pop()
    return "\n".join(kept).strip("\n").rstrip()
