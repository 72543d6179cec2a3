"""The API keeps its own description, whatever it is sent. The large run is `python -m benchmarks.fuzz`."""

from __future__ import annotations

from pathlib import Path

from benchmarks import fuzz
from tests.security.tally import Tally

EXAMPLES, SEED = 2, 7

SITE = """
import os, pathlib
from forum.run import preparation
from tests import factories
from tests.api.stage import key_of
from tests.factories import Cast
from tests.search.stage import work
app = preparation.prepared_app()
app.config["CHEAP_PASSWORDS"] = True
cast = Cast(app)
question = factories.question(app, cast.carla)
factories.answer(app, question, cast.bob)
factories.article(app, cast)
work(app)
pathlib.Path(os.environ["ASKWELL_INSTANCE_DIR"], "key").write_text(key_of(app, cast.mo))
"""


def test_the_api_answers_as_it_describes(tmp_path: Path, tally: Tally) -> None:
    with fuzz.served(tmp_path, ["-c", SITE]) as address:
        report, printed = fuzz.fuzz(address, (tmp_path / "key").read_text(), tmp_path, EXAMPLES, SEED)
        said = (tmp_path / "served.log").read_text()
    assert report["exit_code"] == 0, printed
    assert report["complete"], printed
    assert "Traceback" not in said, said
    tally("API calls fuzzed", report["operations"]["tested"])
    tally("API requests fuzzed", report["test_cases"]["generated"])
