"""Does a search own up when nothing answers? And does it refuse what could be answered?

    python -m benchmarks.out_of_scope [--sets DIR] [--only NAME ...]

Recognised: messages that no document answers (a set's `oos.jsonl`) and that get no results or only near misses
(`SearchAnswer.confident` is False). Refused: judged queries, all of which have an answer, that get the same. Of the
refused it is told how many had a right document among the ten near misses that pages still show. Both are measured again
after half of the queries were learned as satisfied searches ("+learned") and, where there are messages that nothing
answers, after half of these were noted as left unsatisfied as well ("+missed", or a quarter: "+few missed"): always
tested on the others only. Those rows are means over four divisions of a set with such messages. The sites of such a set
are indexed apart, as they are. Prints a table and writes `benchmarks/results/out-of-scope.json`; with `--only` the other
sets' figures there stay.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.search_quality import ASKED, BESIDE, HISTORY, RESULTS
from search_index import Engine, SearchRequest, evaluate
from search_index.query import without_long_numbers

DIVISIONS = ("", "a", "b", "c")
FEW = 0.25  # of the messages that nothing answers


@dataclass(slots=True)
class Count:
    """`by_lang`: of every answerable query whether it was refused. `known`: of every other message likewise."""

    by_lang: dict[str, list[bool]] = field(default_factory=dict)
    known: list[bool] = field(default_factory=list)
    nearly: int = 0

    def row(self, asked: bool) -> dict[str, Any]:
        every = [no for each in self.by_lang.values() for no in each]
        found: dict[str, Any] = {"answerable": len(every), "refused": _share(every)}
        found |= {"refused_with_answer_shown": self.nearly, "asked_with_text": asked}
        found["refused_by_lang"] = {lang: _share(each) for lang, each in sorted(self.by_lang.items())}
        if self.known:
            found |= {"out_of_scope": len(self.known), "recognised": _share(self.known)}
        return found


def measure(place: Path, history: float = 0.0, missed: float = 0.0, division: str = "") -> dict[str, Any]:
    """The figures of one set; shares of 1. `history`, `missed`: the shares that are told first."""
    documents = evaluate.read_documents(place)
    queries = evaluate.read_queries(place, "shared")
    hopeless = _hopeless(place)
    apart = evaluate.restriction(place) == "same_site"
    counted = Count()
    for site in sorted({each.topic for each in documents}) if apart else ("",):
        mine = [each for each in queries if each.site == site or not apart]
        past = [each for each in mine if evaluate.hash_share(division + each.id) < history]
        none = [each for each in hopeless if each.get("site") == site or not apart]
        noted = [each for each in none if evaluate.hash_share(division + each["id"]) < missed]
        # What half of the messages were told is tested on the other half, what fewer were told on that half too.
        left = [each for each in none if not missed or evaluate.hash_share(division + each["id"]) >= HISTORY]
        with (
            tempfile.TemporaryDirectory(prefix="askwell-scope-") as temporary,
            closing(evaluate.whoosh_in(Path(temporary))) as engine,
        ):
            engine.note_missed(without_long_numbers(each["text"]) for each in noted)
            engine.rebuild(
                evaluate.learn([each for each in documents if each.topic == site or not apart], past)
            )
            _ask(engine, place, [each for each in mine if each not in past], counted)
            for each in left:
                found = engine.search(SearchRequest(each["text"], langs=evaluate.SITE_LANGS))
                counted.known.append(not found.results or not found.confident)
    return counted.row(place.name in ASKED)


def _ask(engine: Engine, place: Path, queries: Sequence[evaluate.Query], counted: Count) -> None:
    rule = evaluate.restriction(place)
    langs = sorted({row.lang for row in evaluate.read_documents(place)})
    for query in queries:
        request = evaluate.request_of(query, rule, langs, place.name in ASKED)
        found = engine.search(replace(request, langs=evaluate.SITE_LANGS))
        no = not found.results or not found.confident
        counted.nearly += no and any(each.external_id in query.relevant for each in found.results)
        counted.by_lang.setdefault(query.lang, []).append(no)


def _hopeless(place: Path) -> list[dict[str, Any]]:
    """The messages that nothing answers, where the set has any."""
    path = place / "oos.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [json.loads(line) for line in lines if line.strip()]


def _share(told: Sequence[bool]) -> float:
    return round(sum(told) / len(told), 4) if told else 0.0


def rows(place: Path) -> dict[str, dict[str, Any]]:
    """All rows of one set, by name."""
    found = {place.name: measure(place)}
    if place.name == "tb_threads":  # its answers are other threads, each judged about once
        return found
    if not (place / "oos.jsonl").exists():
        return found | {f"{place.name}+learned": measure(place, HISTORY)}
    for name, missed in (("+learned", 0.0), ("+learned+few missed", FEW), ("+learned+missed", HISTORY)):
        every = [measure(place, HISTORY, missed, division) for division in DIVISIONS]
        found[place.name + name] = {
            key: round(sum(each[key] for each in every) / len(every), 4)
            for key in ("answerable", "refused", "refused_with_answer_shown", "out_of_scope", "recognised")
        } | {"divisions": [[each["refused"], each["recognised"]] for each in every]}
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.out_of_scope")
    parser.add_argument("--sets", type=Path, default=BESIDE)
    parser.add_argument("--only", nargs="*")
    given = parser.parse_args(arguments)
    places = sorted(path.parent for path in given.sets.glob("*/shared.qrels.tsv"))
    results: dict[str, Any] = {}
    print(f"{'set':32} {'answerable':>10} {'refused':>8} {'none':>6} {'recognised':>10}")
    for place in places:
        if given.only and place.name not in given.only:
            continue
        for name, row in rows(place).items():
            results[name] = row
            print(
                f"{name:32} {row['answerable']:10.0f} {row['refused']:8.3f} {row.get('out_of_scope', 0):6.0f} "
                f"{row.get('recognised', 0):10.3f} {row.get('divisions', '')}",
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
