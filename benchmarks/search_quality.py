"""Search quality on every judged set that lies beside the checkout, plain and after learning from half of it.

    python benchmarks/search_quality.py [--sets DIR] [--only NAME ...] [--words]

Prints a table and writes `benchmarks/results/search-quality.json`. Sets whose queries are questions with a text are
run as the ask page searches (title and text); the others as the search box does. `--words` leaves meaning out and
writes `search-quality-words.json`. Times are wall time a search on whatever else the machine was doing.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from search_index import Engine, evaluate, open_engine  # noqa: E402

RESULTS = ROOT / "benchmarks" / "results"
BESIDE = ROOT.parent / "shared" / "data" / "judged"
BM25 = {
    # A plain BM25 over all queries of a set, as the data's README gives it (here: one half of the queries).
    "tb_kb_en": 0.340, "tb_kb_xling": 0.191, "tb_threads": 0.267, "cnil_fr": 0.560, "spf_fr": 0.875,
    "swefaq_sv": 0.638, "lo_kb": 0.787, "lo_xling": 0.160, "gnome_kb": 0.897, "gnome_xling": 0.186,
    "debianfaq_xling": 0.333, "hint3_en": 0.685, "banking77_en": 0.766, "stackfaq_en": 0.837,
    "cardano_threads": 0.508, "cmrc_zh": 0.944,
}  # fmt: skip
ASKED = {"tb_kb_en", "tb_kb_xling", "tb_threads", "cardano_threads"}  # queries are questions with a text
HISTORY = 0.5


def words_only(folder: Path) -> Engine:
    return open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin", meaning=False)


def measure(place: Path, factory: evaluate.EngineFactory) -> dict[str, Any]:
    """The figures of one set: plain, and on the rest of the queries before and after half were replayed as hits."""
    asked = place.name in ASKED
    plain = evaluate.run(place, ask=asked, engine_factory=factory)
    low, high = plain.interval()
    row: dict[str, Any] = dict(plain.figures) | {
        "asked_with_text": asked, "ndcg@10_low": round(low, 4), "ndcg@10_high": round(high, 4), "bm25": BM25.get(place.name),
        "by_lang": {lang: round(mean, 4) for lang, (_, mean) in plain.by_lang.items()},
    }  # fmt: skip
    if place.name != "tb_threads":  # its answers are other threads, each judged about once: nothing to replay
        queries = evaluate.read_queries(place, "shared")
        _, rest = evaluate.divide(place, queries, HISTORY)
        tested = {query.id for query in rest}
        before = [value for query, value in zip(queries, plain.ndcg, strict=True) if query.id in tested]
        after = evaluate.run(place, ask=asked, history=HISTORY, engine_factory=factory)
        row["history"] = {
            "share": HISTORY,
            "ndcg@10_before": round(sum(before) / max(1, len(before)), 4),
            "ndcg@10_after": after.figures["ndcg@10"],
            "queries": after.figures["queries"],
        }
    return row


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sets", type=Path, default=BESIDE)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--words", action="store_true")
    given = parser.parse_args()
    places = sorted(path.parent for path in given.sets.glob("*/shared.qrels.tsv"))
    places = [place for place in places if not given.only or place.name in given.only]
    if not places:
        print(f"No judged sets in {given.sets}; only the small one in tests/search_index/judged is measured.")
        places = [ROOT / "tests" / "search_index" / "judged" / "shop"]
    results: dict[str, Any] = {}
    print(
        f"{'set':17} {'queries':>7} {'BM25':>6} {'nDCG@10':>8} {'95 %':>13} {'before':>7} {'learned':>7} {'p95 ms':>7}"
    )
    for place in places:
        row = results[place.name] = measure(place, words_only if given.words else evaluate.whoosh_in)
        history = row.get("history", {})
        print(
            f"{place.name:17} {row['queries']:7} {row['bm25'] or 0:6.3f} {row['ndcg@10']:8.3f} "
            f"{row['ndcg@10_low']:.3f}-{row['ndcg@10_high']:.3f} {history.get('ndcg@10_before', 0):8.3f} "
            f"{history.get('ndcg@10_after', 0):7.3f} {row['p95_ms']:7.1f}",
            flush=True,
        )
        RESULTS.mkdir(exist_ok=True)
        name = "search-quality-words.json" if given.words else "search-quality.json"
        (RESULTS / name).write_text(json.dumps(results, indent=1, sort_keys=True) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
