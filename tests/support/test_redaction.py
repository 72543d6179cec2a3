"""What of a summary also stands in the private part is found, however it is written; what everybody knows is not."""

from __future__ import annotations

import pytest

from forum.support.private import redaction

SECRET = (
    "My card is 4111 1111 1111 1111 and the order AB-12345. I live with Jürgen Müller in Rome, call +44 20 7946 0018 "
    "or write to jm@mail.example. It came from 192.168.7.13. The Svala Hub is in the kitchen."
)


def found(
    text: str, private: str = SECRET, lang: str = "en", names: tuple[str, ...] = ("Carla Smith",)
) -> list[str]:
    places = redaction.find(text, [private], names, ["My Svala Hub lost its way"], lang)
    assert "".join(part for part, _marked in redaction.pieces(text, places)) == text
    return [text[place.start : place.end] for place in places]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("The card 4111-1111-1111-1111 was blocked.", ["4111-1111-1111-1111"]),
        ("Order ab-12345 is on its way.", ["ab-12345"]),
        ("Call 020 7946 0018 or 02079460018.", ["020 7946 0018", "02079460018"]),
        ("JM@mail.example wrote from 192.168.7.13.", ["JM@mail.example", "192.168.7.13"]),
        ("Müller's parcel went to rome.", ["Müller's", "rome"]),
        ("Carla Smith asked.", ["Carla", "Smith"]),
        ("The Svala Hub needs 30 days and our number 555 010 2222.", []),
        ("My card is in the kitchen.", []),
    ],
)
def test_what_is_marked(text: str, marked: list[str]) -> None:
    assert found(text) == marked


def test_where_every_noun_has_a_capital_only_names_are_marked() -> None:
    private = "Meine Karte wurde in Berlin von Anna Schmidt benutzt."
    assert found("Die Karte von Frau Schmidt ist gesperrt.", private, "de") == ["Schmidt"]


def test_where_there_are_no_capitals_the_customers_name_is_marked() -> None:
    private = "我叫王小明，订单号20230099。"
    assert found("王小明的订单20230099已处理。", private, "zh", ("王小明",)) == ["王小明", "20230099"]
