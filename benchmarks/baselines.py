"""What ours has to beat, on the very queries it is measured on: plain BM25, and BM25 and meaning simply summed.

    python -m benchmarks.baselines [--sets DIR] [--only NAME ...] [--beside]

BM25: k1 1.2, b 0.75, title twice and text as one bag, documents in their language, queries in theirs (in those of the
documents as well where only other languages count). Fused: that divided by its best, and the cosine of title and text
between its median and its best, half and half; 0.2 and 0.8 where document and query have different languages. These are
the recipes of the columns "BM25" and "fused" of the data's and the model's README, whose figures are of all queries or of
the other halves; here they are of the halves that lie beside the checkout. `--beside` searches with ours as well, with meaning
and by words alone, and gives the paired differences (query by query, ours less theirs) with their bootstrap intervals.
Writes `benchmarks/results/baselines.json`.
"""

import argparse
import json
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.search_quality import ASKED, BESIDE, RESULTS, words_only
from search_index import SearchDocument, analysis, embedding, evaluate

K1, B = 1.2, 0.75
SAME_LANGUAGE, OTHER_LANGUAGE = 0.5, 0.2  # the words' share of the sum
TEXT_CHARS = 900
ROUNDS = 10_000  # of the bootstrap
Floats = npt.NDArray[np.float64]


class Bag:
    """Plain BM25 over documents as bags of words."""

    def __init__(self, documents: Sequence[SearchDocument]) -> None:
        self.count = len(documents)
        having: dict[str, list[tuple[int, int]]] = defaultdict(list)
        lengths = []
        for number, document in enumerate(documents):
            text = f"{document.title}\n{document.title}\n{_text(document)}"
            times = Counter(term.term for term in analysis.terms(text, document.lang))
            lengths.append(sum(times.values()))
            for term, often in times.items():
                having[term].append((number, often))
        self.norm = K1 * (1 - B + B * np.array(lengths) / max(1.0, sum(lengths) / max(1, self.count)))
        self.having = {
            term: (np.array([number for number, _ in rows]), np.array([often for _, often in rows], float))
            for term, rows in having.items()
        }

    def scores(self, text: str, langs: Sequence[str]) -> Floats:
        """Of every document."""
        found = np.zeros(self.count)
        for term in {each.term for lang in langs for each in analysis.terms(text, lang)}:
            if term in self.having:
                numbers, often = self.having[term]
                rarity = math.log(1 + (self.count - len(numbers) + 0.5) / (len(numbers) + 0.5))
                found[numbers] += rarity * often * (K1 + 1) / (often + self.norm[numbers])
        return found


def measure(place: Path) -> dict[str, list[float]]:
    """nDCG@10 of both on one set, query by query."""
    documents = evaluate.read_documents(place)
    queries = evaluate.read_queries(place, "shared")
    rule = evaluate.restriction(place)
    model = embedding.default()
    rarity = embedding.fitted(model, (f"{each.title}. {_text(each)}" for each in documents))
    vectors = model.encode([each.title for each in documents], rarity)
    vectors += model.encode([f"{each.title}. {_text(each)}"[:TEXT_CHARS] for each in documents], rarity)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    bag = Bag(documents)
    langs = np.array([each.lang for each in documents])
    topics = np.array([each.topic for each in documents])
    every = sorted(set(langs.tolist()))
    found: dict[str, list[float]] = {"bm25": [], "fused": []}
    for query in queries:
        text = f"{query.text} {query.body}" if place.name in ASKED else query.text
        same = langs == query.lang
        allowed = {"same_lang": same, "other_lang": ~same, "same_site": topics == query.site}.get(
            rule or "", np.ones(len(documents), bool)
        )
        words = bag.scores(text, [query.lang, *(every if rule == "other_lang" else ())])
        near = vectors @ model.encode([text], rarity, asked=True)[0]
        usual, best = float(np.median(near[allowed])), float(near[allowed].max())
        meant = np.clip((near - usual) / max(best - usual, 1e-9), 0, 1)
        share = np.where(same, SAME_LANGUAGE, OTHER_LANGUAGE)
        fused = share * words / max(float(words[allowed].max()), 1e-9) + (1 - share) * meant
        for name, scores in (("bm25", words), ("fused", fused)):
            order = np.argsort(-np.where(allowed & (scores > 0), scores, -1), kind="stable")[:10]
            ids = [str(documents[n].external_id) for n in order if allowed[n] and scores[n] > 0]
            found[name].append(evaluate.measures(ids, query.relevant)[0])
    return found


def beside(place: Path, theirs: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Ours less theirs on one set, query by query: with meaning less the sum, words alone less BM25."""
    row: dict[str, Any] = {}
    for ours, other, factory in (("ours", "fused", evaluate.whoosh_in), ("words", "bm25", words_only)):
        found = evaluate.run(place, ask=place.name in ASKED, engine_factory=factory)
        apart = np.array(found.ndcg) - np.array(theirs[other])
        draws = np.random.default_rng(1).integers(0, len(apart), (ROUNDS, len(apart)))
        low, high = np.percentile(apart[draws].mean(axis=1), (2.5, 97.5))
        row[ours] = found.figures["ndcg@10"]
        row[f"{ours}_less_{other}"] = [round(float(each), 4) for each in (apart.mean(), low, high)]
    return row


def _text(document: SearchDocument) -> str:
    parts = (*document.phrasings, document.summary, document.body, document.solution, *document.answers)
    return "\n".join(part for part in parts if part)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.baselines")
    parser.add_argument("--sets", type=Path, default=BESIDE)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--beside", action="store_true")
    given = parser.parse_args(arguments)
    file = RESULTS / "baselines.json"
    results = json.loads(file.read_text(encoding="utf-8")) if given.only and file.exists() else {}
    for place in sorted(path.parent for path in given.sets.glob("*/shared.qrels.tsv")):
        if given.only and place.name not in given.only:
            continue
        found = measure(place)
        row = results[place.name] = {"queries": len(found["bm25"])} | {
            name: round(float(np.mean(values)), 4) for name, values in found.items()
        }
        row |= beside(place, found) if given.beside else {}
        print(f"{place.name:17}", *(f"{name} {value}" for name, value in row.items()), flush=True)
    if not results:
        print(f"No judged sets in {given.sets}: nothing was measured.")
        return 0
    file.write_text(json.dumps(results, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
