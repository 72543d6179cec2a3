"""A floor for every judged set: quality may not fall unnoticed.

Each set is measured on a part of its queries, chosen by a hash of their ids, so that all of them together take some
seconds; `make bench` measures everything. A floor is what was measured on that part less three hundredths: a change that
falls below has to say why. The sets lie beside the checkout; without them only our own small one is measured
(`test_evaluate.py`), and this says so.
"""

import hashlib
import json
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

from search_index import Engine, evaluate, open_engine

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "judged"
ASKED = {"tb_kb_en", "tb_kb_xling", "cardano_threads"}  # their queries are questions with a text
QUERIES = 60  # of each set
SLACK = 0.03
MODES = ("meaning", "words")
MEASURED: dict[str, tuple[float, float | None]] = {
    # nDCG@10 of these queries with meaning, and by words alone (None: it takes too long here).
    "banking77_en": (0.855, 0.838),
    "cardano_threads": (0.684, 0.623),
    "cmrc_zh": (1.000, None),
    "cnil_fr": (0.692, 0.638),
    "debianfaq_xling": (0.973, 0.356),
    "gnome_kb": (0.946, None),
    "gnome_xling": (0.970, 0.320),
    "hint3_en": (0.771, 0.741),
    "lo_kb": (0.823, None),
    "lo_xling": (0.969, 0.315),
    "spf_fr": (0.938, 0.898),
    "stackfaq_en": (0.926, 0.891),
    "swefaq_sv": (0.695, 0.686),
    "tb_kb_en": (0.509, 0.496),
    "tb_kb_xling": (0.411, 0.278),
}
CASES = [
    (name, mode) for name, both in MEASURED.items() for mode in MODES if both[MODES.index(mode)] is not None
]


def words_only(folder: Path) -> Engine:
    return open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin", meaning=False)


def part(name: str, folder: Path) -> Path:
    """The set with only the QUERIES that come first by a hash of their ids."""
    place = folder / name
    place.mkdir(parents=True)
    for file in ("docs.jsonl", "meta.json", "shared.qrels.tsv"):
        (place / file).symlink_to(BESIDE / name / file)
    lines = (BESIDE / name / "shared.queries.jsonl").read_text(encoding="utf-8-sig").splitlines()
    by_hash = sorted(
        filter(str.strip, lines),
        key=lambda line: hashlib.sha256(b"floor" + json.loads(line)["id"].encode()).digest(),
    )
    (place / "shared.queries.jsonl").write_text("\n".join(by_hash[:QUERIES]), encoding="utf-8")
    return place


def measure(name: str, folder: Path, factory: Callable[[Path], Engine]) -> float:
    found = evaluate.run(part(name, folder), ask=name in ASKED, engine_factory=factory)
    return float(found.figures["ndcg@10"])


@pytest.mark.parametrize(("name", "mode"), CASES)
def test_quality_stays_above_its_floor(name: str, mode: str, tmp_path: Path) -> None:
    if not (BESIDE / name).is_dir():
        warnings.warn(f"The judged set {name} is not here: its floor was NOT checked", stacklevel=1)
        pytest.skip(f"the judged set {name} does not lie beside this checkout")
    measured = MEASURED[name][MODES.index(mode)]
    assert measured is not None
    found = measure(name, tmp_path, evaluate.whoosh_in if mode == "meaning" else words_only)
    assert found >= measured - SLACK
