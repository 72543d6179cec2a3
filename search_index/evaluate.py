"""How well an engine finds what people judged right: nDCG, MRR, recall and success over a judged set.

A set is a folder: `docs.jsonl` {id, lang, title, body, kind}, `NAME.queries.jsonl` {id, lang, text} (with `body` when
it is a question), `NAME.qrels.tsv` query_id<TAB>doc_id<TAB>grade, and `meta.json`, whose "restrict" says which
documents count for a query: same_lang, other_lang, same_site (category begins with the query's site and a slash).
A set that is not divided has `queries.jsonl` and `qrels.tsv`: that is the split "all", and the default where no other is.

Measures: nDCG@10 with gain 2**grade - 1 (Burges et al. 2005), MRR@10, recall@10 of min(10, number relevant), success@1.

    python -m search_index.evaluate DIR... [--split NAME] [--history NAME|SHARE] [--ask] [--json]
"""

import argparse
import hashlib
import json
import math
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from search_index.documents import SearchDocument
from search_index.engine import Engine, open_engine
from search_index.query import SearchRequest, without_long_numbers

MAX_RANK = 10
BOOTSTRAP_ROUNDS = 1_000
DEFAULT_SPLIT = "shared"
SITE_LANGS = ("en", "sv", "fr", "ja", "zh")

EngineFactory = Callable[[Path], Engine]
"""Makes an empty engine in a folder of its own."""


@dataclass(frozen=True, slots=True)
class Query:
    """One judged search. `relevant`: {document's external id: grade}."""

    id: str
    lang: str
    text: str
    body: str
    site: str
    relevant: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What came out. `figures` has exactly the keys of the command's JSON; `ndcg` one value a query."""

    name: str
    figures: Mapping[str, float | int]
    ndcg: tuple[float, ...]
    by_lang: Mapping[str, tuple[int, float]]

    def interval(self, share: float = 0.95) -> tuple[float, float]:
        """Bootstrap confidence interval of nDCG@10 (percentiles, queries drawn with replacement, fixed seed)."""
        if not self.ndcg:
            return 0.0, 0.0
        draw = random.Random(1)  # noqa: S311 - statistics, not secrets
        means = sorted(
            sum(draw.choices(self.ndcg, k=len(self.ndcg))) / len(self.ndcg) for _ in range(BOOTSTRAP_ROUNDS)
        )
        edge = int((1 - share) / 2 * BOOTSTRAP_ROUNDS)
        return means[edge], means[-edge - 1]


def whoosh_in(folder: Path) -> Engine:
    """The default engine, empty, in this folder."""
    return open_engine(f"whoosh:{folder / 'index'}", folder / "signals.bin")


def evaluate_set(
    folder: Path | str,
    split: str = DEFAULT_SPLIT,
    history: str | float | None = None,
    ask: bool = False,
    engine_factory: EngineFactory = whoosh_in,
) -> dict[str, float | int]:
    """The figures of one set: exactly the keys of the command's JSON. FileNotFoundError, ValueError for a bad set."""
    return dict(run(folder, split, history, ask, engine_factory).figures)


def run(
    folder: Path | str,
    split: str = DEFAULT_SPLIT,
    history: str | float | None = None,
    ask: bool = False,
    engine_factory: EngineFactory = whoosh_in,
) -> Evaluation:
    """Index the set's documents in a temporary place and search all its queries.

    `history`: the name of a split whose judgments are first replayed as satisfied searches, or the share (0..1) of
    this split that is replayed, chosen by a hash of the query's id, while the rest is tested.
    """
    place = Path(folder)
    documents = read_documents(place)
    queries = read_queries(place, split)
    restrict = restriction(place)
    past, queries = divide(place, queries, history)
    documents = learn(documents, past)
    with (
        tempfile.TemporaryDirectory(prefix="askwell-evaluate-") as temporary,
        closing(engine_factory(Path(temporary))) as engine,
    ):
        engine.rebuild(documents)
        engine.search(SearchRequest("warm up"))
        return _measure(place.name, engine, queries, restrict, documents, ask)


def read_documents(place: Path) -> list[SearchDocument]:
    """The set's documents. The site that the category belongs to becomes the topic: what "same_site" filters by."""
    documents = []
    sites = _sites(place)
    for slot, row in enumerate(_lines(place / "docs.jsonl")):
        kind = "question" if row.get("kind") == "thread" else "article"
        documents.append(
            SearchDocument(
                id=f"{kind}:{slot}",
                slot=slot,
                kind=kind,
                lang=row.get("lang", ""),
                title=row.get("title") or "",
                summary=row.get("summary") or "",
                body=row.get("body") or "",
                phrasings=tuple(row.get("phrasings") or ()),
                solution=row.get("solution") or "",
                answers=tuple(row.get("answers") or ()),
                tags=tuple(row.get("tags") or ()),
                topic=_site(str(row.get("category") or ""), sites),
                external_id=row["id"],
            )
        )
    return documents


def read_queries(place: Path, split: str) -> list[Query]:
    """The judged queries of a split, in the file's order."""
    relevant: dict[str, dict[str, int]] = defaultdict(dict)
    prefix = _prefix(place, split)
    with (place / f"{prefix}qrels.tsv").open(encoding="utf-8-sig") as file:
        for line in filter(str.strip, file):
            query_id, document_id, grade = line.rstrip("\r\n").split("\t")[:3]
            if grade.lstrip("-").isdigit():  # the first line may name the columns
                relevant[query_id][document_id] = int(grade)
    queries = [
        Query(
            row["id"], row.get("lang", ""), row["text"], row.get("body") or "", row.get("site") or "",
            relevant[row["id"]],
        )
        for row in _lines(place / f"{prefix}queries.jsonl")
        if row["id"] in relevant
    ]  # fmt: skip
    if not queries:
        raise ValueError(f"{place.name} has no judged queries in split {split!r}")
    return queries


def divide(place: Path, queries: list[Query], history: str | float | None) -> tuple[list[Query], list[Query]]:
    """(queries to replay, queries to test)."""
    if history is None or history == "":
        return [], queries
    try:
        share = float(history)
    except ValueError:
        return read_queries(place, str(history)), queries
    if not 0.0 <= share <= 1.0:
        raise ValueError("A share of history lies between 0 and 1")
    past = [query for query in queries if hash_share(query.id) < share]
    chosen = {query.id for query in past}
    return past, [query for query in queries if query.id not in chosen]


def learn(documents: Sequence[SearchDocument], past: Iterable[Query]) -> list[SearchDocument]:
    """The documents with the words of past queries that ended on them, as `SearchDocument.learned`.

    Long numbers are left out, as a site leaves them out of the searches it keeps."""
    words: dict[str, Counter[str]] = defaultdict(Counter)
    for query in past:
        for external_id, grade in query.relevant.items():
            if grade > 0:
                words[external_id][without_long_numbers(query.text)] += 1
    return [
        replace(
            document, learned=tuple((text, float(n)) for text, n in words[document.external_id or ""].items())
        )
        if document.external_id in words
        else document
        for document in documents
    ]


def restriction(place: Path) -> str | None:
    """Which documents count for a query of this set: same_lang, other_lang, same_site; None: all."""
    said = _meta(place).get("restrict")
    return str(said) if said else None


def request_of(query: Query, restrict: str | None, langs: Sequence[str], ask: bool = False) -> SearchRequest:
    """The search that a judged query is; `langs`: of the set's documents."""
    langs_read = tuple(dict.fromkeys((query.lang, *SITE_LANGS)))  # whoever asks in a language reads it
    request = SearchRequest(words=query.text, body=query.body if ask else "", langs=langs_read)
    if restrict == "same_lang":
        return replace(request, doc_langs=(query.lang,))
    if restrict == "other_lang":
        return replace(request, doc_langs=tuple(lang for lang in langs if lang != query.lang))
    if restrict == "same_site":
        return replace(request, topics=(query.site,))
    return request


def _measure(
    name: str,
    engine: Engine,
    queries: Sequence[Query],
    restrict: str | None,
    documents: Sequence[SearchDocument],
    ask: bool,
) -> Evaluation:
    langs = sorted({document.lang for document in documents})
    times, scores = [], []
    by_lang: dict[str, list[float]] = defaultdict(list)
    for query in queries:
        request = request_of(query, restrict, langs, ask)
        started = time.perf_counter()
        answer = engine.search(request)
        times.append((time.perf_counter() - started) * 1000)
        found = [result.external_id or "" for result in answer.results]
        scores.append(measures(found, query.relevant))
        by_lang[query.lang].append(scores[-1][0])
    times.sort()
    means = [sum(score[i] for score in scores) / len(scores) if scores else 0.0 for i in range(4)]
    figures: dict[str, float | int] = {
        **{
            key: round(mean, 4)
            for key, mean in zip(("ndcg@10", "mrr@10", "recall@10", "success@1"), means, strict=True)
        },
        **{f"p{p}_ms": round(_percentile(times, p), 3) for p in (50, 95, 99)},
        "queries": len(scores),
        "documents": len(documents),
    }
    langs_found = {lang: (len(values), sum(values) / len(values)) for lang, values in sorted(by_lang.items())}
    return Evaluation(name, figures, tuple(score[0] for score in scores), langs_found)


def measures(found: Sequence[str], relevant: Mapping[str, int]) -> tuple[float, float, float, float]:
    """(nDCG@10, reciprocal rank@10, recall@10, success@1) of one ranking of ids."""
    gains = [2 ** relevant.get(id_, 0) - 1 for id_ in list(dict.fromkeys(found))[:MAX_RANK]]
    ideal = sorted((2**grade - 1 for grade in relevant.values()), reverse=True)[:MAX_RANK]
    best = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(ideal))
    right = sum(1 for grade in relevant.values() if grade > 0)
    ndcg = sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains)) / best if best else 0.0
    reciprocal = next((1 / (rank + 1) for rank, gain in enumerate(gains) if gain), 0.0)
    recall = sum(1 for gain in gains if gain) / min(MAX_RANK, right) if right else 0.0
    return ndcg, reciprocal, recall, float(bool(gains and gains[0]))


def report(evaluation: Evaluation) -> str:
    """For people: a few lines, with the interval and, where there are several, the languages."""
    low, high = evaluation.interval()
    values = "  ".join(f"{key} {value}" for key, value in evaluation.figures.items())
    lines = [f"{evaluation.name}: {values}  (nDCG@10 lies in {low:.3f} .. {high:.3f}, 95 %)"]
    if len(evaluation.by_lang) > 1:
        lines += [
            f"  {lang or '?'}: nDCG@10 {mean:.3f} of {count}"
            for lang, (count, mean) in evaluation.by_lang.items()
        ]
    return "\n".join(lines)


def _percentile(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0


def _prefix(place: Path, split: str) -> str:
    """What a split's file names begin with."""
    whole = split == "all" or (split == DEFAULT_SPLIT and not (place / f"{split}.qrels.tsv").exists())
    return "" if whole and (place / "qrels.tsv").exists() else f"{split}."


def _sites(place: Path) -> list[str]:
    """Every site that queries of this set are asked at, the longest first."""
    if _meta(place).get("restrict") != "same_site":
        return []
    rows = [row for path in place.glob("*queries.jsonl") for row in _lines(path)]
    return sorted({str(row["site"]) for row in rows if row.get("site")}, key=len, reverse=True)


def _site(category: str, sites: Sequence[str]) -> str:
    return next((site for site in sites if category.startswith(f"{site}/")), "")


def hash_share(id_: str) -> float:
    """A number in 0..1 that depends on the id alone, so that every run divides alike."""
    return int.from_bytes(hashlib.sha256(id_.encode()).digest()[:6], "big") / 2**48


def _lines(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig") as file:
        return [json.loads(line) for line in file if line.strip()]


def _meta(place: Path) -> dict[str, Any]:
    path = place / "meta.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m search_index.evaluate")
    parser.add_argument("folder", nargs="+")
    parser.add_argument("--split", default=DEFAULT_SPLIT)
    parser.add_argument("--history")
    parser.add_argument("--ask", action="store_true")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    for folder in given.folder:
        evaluation = run(folder, given.split, given.history, given.ask)
        print(json.dumps(evaluation.figures) if given.json else report(evaluation), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
