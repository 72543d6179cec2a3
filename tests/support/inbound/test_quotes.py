"""What people's programs write above what they quote, in five languages; with our line and without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from forum.core.mail import REPLY_MARK
from forum.support.inbound import reading

sys.path.insert(0, str(Path(reading.__file__).with_name("reading_child")))
import mail_quotes  # type: ignore[import-not-found]

OURS = f"{REPLY_MARK} Write your reply above this line. {REPLY_MARK[::-1]}"
BODY = "Hello,\n\nThanks, but it does not work:\n- first\n- second\n\n    code here"
HEADS = {
    "Gmail": "On Mon, Nov 23, 2026 at 12:00 PM Askwell <reply+q1-2-abc@help.example.com> wrote:",
    "Gmail, wrapped": "On Mon, Nov 23, 2026 at 12:00 PM Askwell Help and Community <\nreply+q1-2-abc@help.example.com> wrote:",
    "Apple Mail": "> On 23 Nov 2026, at 12:00, Askwell <a@b.c> wrote:\n>",
    "Outlook": f"{'_' * 32}\nFrom: Askwell <a@b.c>\nSent: Monday, November 23, 2026 12:00 PM\nTo: Carla\nSubject: Re: Card",
    "Gmail in Swedish": "Den mån 23 nov. 2026 kl 12:00 skrev Askwell <a@b.c>:",
    "Apple Mail in Swedish": "> 23 nov. 2026 kl. 12:00 skrev Askwell <a@b.c>:\n>",
    "Outlook in Swedish": "Från: Askwell <a@b.c>\nSkickat: den 23 november 2026 12:00\nTill: Carla\nÄmne: Re: Kort",
    "Gmail in French": "Le lun. 23 nov. 2026 à 12:00, Askwell <a@b.c> a écrit :",
    "Apple Mail in French": "> Le 23 nov. 2026 à 12:00, Askwell <a@b.c> a écrit :\n>",
    "Outlook in French": "De : Askwell <a@b.c>\nEnvoyé : lundi 23 novembre 2026 12:00\nÀ : Carla\nObjet : Re: Carte",
    "Thunderbird in French": "Le 23/11/2026 à 12:00, Askwell a écrit :",
    "Gmail in Chinese": "Askwell <a@b.c> 于2026年11月23日周一 12:00写道：",
    "Apple Mail in Chinese": "> 2026年11月23日 下午12:00，Askwell <a@b.c> 写道：\n>",
    "Outlook in Chinese": "发件人: Askwell <a@b.c>\n发送时间: 2026年11月23日 12:00\n收件人: Carla\n主题: Re: 卡",
    "QQ": '------------------ 原始邮件 ------------------\n发件人: "Askwell" <a@b.c>;\n发送时间: 2026年11月23日(星期一) 中午12:00\n主题: Re: 卡',
    "NetEase": '在 2026-11-23 12:00:00，"Askwell" <a@b.c> 写道：',
    "Gmail in Japanese": "2026年11月23日(月) 12:00 Askwell <a@b.c>:",
    "Apple Mail in Japanese": "> 2026/11/23 12:00、Askwell <a@b.c>のメール:\n>",
    "Outlook in Japanese": "差出人: Askwell <a@b.c>\n送信日時: 2026年11月23日 12:00\n宛先: Carla\n件名: Re: カード",
}


@pytest.mark.parametrize("marked", [True, False], ids=["with our line", "without it"])
def test_what_a_program_quotes_is_left_out_in_every_language(marked: bool) -> None:
    for program, head in HEADS.items():
        prefix = "" if program.startswith(("Outlook", "QQ")) else "> "
        quoted = [
            f"{prefix}{line}" for line in ([OURS, ""] if marked else []) + ["Hello Carla,", "Bob answered."]
        ]
        mail = "\n".join([BODY, "", head, *quoted, ""])
        assert mail_quotes.reply_of(mail) == BODY, program


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("> On x wrote:\n> Hello\n\nBelow it.\n", "Below it."),
        (f"On Mon, Nov 23, 2026 at 12:00 A <a@b.c> wrote:\n> {OURS}\n> Hello\n\nBelow it.\n", "Below it."),
        ("Yes!\n\nSent from my iPhone\n\n> On 23 Nov 2026, at 12:00, A <a@b.c> wrote:\n> \n> x", "Yes!"),
        ("Ja\n\nSkickat från min iPhone", "Ja"),
        ("好\n\n发自我的iPhone", "好"),
        ("はい\n\niPhoneから送信", "はい"),
        ("Oui\n-- \nCarla\n+33 1 23", "Oui"),
        (
            "> What of it?\n\nThis.\n\n> And that?\n\nThat, too.",
            "> What of it?\n\nThis.\n\n> And that?\n\nThat, too.",
        ),
        (
            "At noon they wrote:\n\nno refund\n\nThanks, Carla",
            "At noon they wrote:\n\nno refund\n\nThanks, Carla",
        ),
        (f"On Mon, Nov 23, 2026 at 12:00 A <a@b.c> wrote:\n> {OURS}\n> Hello", ""),
        ("", ""),
    ],
)
def test_her_own_words_stay(mail: str, words: str) -> None:
    assert mail_quotes.reply_of(mail) == words


def test_lines_that_a_program_broke_are_joined() -> None:
    flowed = "one long \nline\n> theirs \n> too\n-- \nCarla"
    assert mail_quotes.unflow(flowed) == "one long line\n> theirs too\n-- \nCarla"


def test_both_sides_know_the_same_line() -> None:
    assert mail_quotes.MARK == REPLY_MARK
