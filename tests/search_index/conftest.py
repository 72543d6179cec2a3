"""A small help centre in five languages, and an engine to search it with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from search_index import SearchDocument
from search_index.signals import SignalStore
from search_index.whoosh_engine import WhooshEngine

HELP = (
    SearchDocument(
        "article:1", 1, "article", "en", "Card declined abroad",
        phrasings=("my card does not work in another country",),
        summary="What to do when a shop in another country refuses your card.",
        body="Open Settings and switch on payments abroad. Then try the card once more. "
        "If the terminal shows error E-4711, ask the shop to use the chip.",
        topic="cards", version=3, created=1_760_000_000.0, external_id="kb-card-abroad",
    ),
    SearchDocument(
        "article:2", 2, "article", "sv", "Kortet nekas utomlands",
        body="Slå på betalningar utomlands under Inställningar. Lösenordet behövs.", topic="cards", version=1,
    ),
    SearchDocument(
        "article:3", 3, "article", "fr", "Carte refusée à l’étranger",
        body="Activez les paiements à l'étranger dans les paramètres.", topic="cards", version=1,
    ),
    SearchDocument(
        "question:4", 4, "question", "ja", "Wi-Fi が繋がらない",
        body="ルーターを再起動してもサーバーに接続できません。", solution="電源を入れ直してください。", topic="network", version=1,
    ),
    SearchDocument(
        "question:5", 5, "question", "zh-Hans", "信用卡在国外被拒绝",
        body="我在国外旅行时刷卡失败。", topic="cards", version=1,
    ),
    SearchDocument(
        "question:6", 6, "question", "en", "How do I reset my password?",
        body="I forgot the password of my account and the mail never comes.",
        solution="Look into the spam folder, then ask for a new link.",
        answers=("Same here with version 102.6.1 on Windows.",), tags=("account",), topic="account", version=1,
    ),
    SearchDocument(
        "article:7", 7, "article", "en", "Returning a parcel",
        body="Print the label, put the card inside the box and bring the parcel to a shop. A parcel returned within "
        "thirty days is refunded in full.", topic="returns", version=1,
    ),
)  # fmt: skip


@pytest.fixture
def signals(tmp_path: Path) -> Iterator[SignalStore]:
    store = SignalStore(tmp_path / "signals.bin")
    yield store
    store.close()


@pytest.fixture
def empty_engine(tmp_path: Path, signals: SignalStore) -> Iterator[WhooshEngine]:
    engine = WhooshEngine(tmp_path / "search", signals)
    yield engine
    engine.close()


@pytest.fixture
def engine(empty_engine: WhooshEngine) -> WhooshEngine:
    empty_engine.replace(HELP)
    return empty_engine
