"""Does a search own up when nothing answers? And does it refuse what could be answered?

    python -m benchmarks.out_of_scope [--sets DIR] [--only NAME ...]

Recognised: messages that no document answers (a set's `oos.jsonl`) and that get no results or only near misses
(`SearchAnswer.confident` is False). Refused: judged queries, all of which have an answer, that get the same. Of the
refused it is told how many had a right document among the ten near misses that pages still show. Where a set has a
history to replay, both are measured again after half of its queries were learned as satisfied searches. Prints a table
and writes `benchmarks/results/out-of-scope.json`; with `--only` the other sets' figures there stay.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.search_quality import ASKED, BESIDE, HISTORY, RESULTS
from search_index import Engine, SearchRequest, evaluate


def measure(place: Path, history: float | None = None) -> dict[str, Any]:
    """The figures of one set; shares of 1."""
    documents = evaluate.read_documents(place)
    past, queries = evaluate.divide(place, evaluate.read_queries(place, "shared"), history)
    restrict = json.loads((place / "meta.json").read_text(encoding="utf-8")).get("restrict")
    langs = sorted({document.lang for document in documents})
    asked = place.name in ASKED
    with (
        tempfile.TemporaryDirectory(prefix="askwell-scope-") as temporary,
        closing(evaluate.whoosh_in(Path(temporary))) as engine,
    ):
        engine.rebuild(evaluate.learn(documents, past))
        refused, nearly, by_lang = 0, 0, dict[str, list[int]]()
        for query in queries:
            request = SearchRequest(query.text, query.body if asked else "", langs=evaluate.SITE_LANGS)
            if restrict == "same_lang":
                request = replace(request, doc_langs=(query.lang,))
            elif restrict == "other_lang":
                request = replace(request, doc_langs=tuple(each for each in langs if each != query.lang))
            elif restrict == "same_site":
                request = replace(request, topics=(query.site,))
            found = engine.search(request)
            no = not found.results or not found.confident
            refused += no
            nearly += no and any(each.external_id in query.relevant for each in found.results)
            by_lang.setdefault(query.lang, []).append(no)
        row: dict[str, Any] = {"answerable": len(queries), "refused": round(refused / len(queries), 4)}
        row |= {"refused_with_answer_shown": nearly, "asked_with_text": asked}
        row["refused_by_lang"] = {
            lang: round(sum(each) / len(each), 4) for lang, each in sorted(by_lang.items())
        }
        row |= _recognised(engine, place / "oos.jsonl")
    return row


def _recognised(engine: Engine, path: Path) -> dict[str, Any]:
    if not path.exists():
        return {}
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    known = 0
    for row in rows:
        found = engine.search(
            SearchRequest(
                row["text"], langs=evaluate.SITE_LANGS, topics=(row["site"],) if row.get("site") else ()
            )
        )
        known += not found.results or not found.confident
    return {"out_of_scope": len(rows), "recognised": round(known / len(rows), 4)}


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.out_of_scope")
    parser.add_argument("--sets", type=Path, default=BESIDE)
    parser.add_argument("--only", nargs="*")
    given = parser.parse_args(arguments)
    places = sorted(path.parent for path in given.sets.glob("*/shared.qrels.tsv"))
    results: dict[str, Any] = {}
    print(f"{'set':26} {'answerable':>10} {'refused':>8} {'none':>6} {'recognised':>10}")
    for place in places:
        if given.only and place.name not in given.only:
            continue
        for history in (None, HISTORY) if (place / "oos.jsonl").exists() else (None,):
            name = f"{place.name}+learned" if history else place.name
            row = results[name] = measure(place, history)
            print(
                f"{name:26} {row['answerable']:10} {row['refused']:8.3f} {row.get('out_of_scope', 0):6} "
                f"{row.get('recognised', 0):10.3f}",
                flush=True,
            )
    if not results:
        print(f"No judged sets in {given.sets}: nothing was measured.")
        return 0
    RESULTS.mkdir(exist_ok=True)
    file = RESULTS / "out-of-scope.json"
    before = json.loads(file.read_text(encoding="utf-8")) if given.only and file.exists() else {}
    text = json.dumps(before | results, indent=1, sort_keys=True)
    file.write_text(f"{text}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
