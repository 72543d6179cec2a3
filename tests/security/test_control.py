"""Signs that nobody sees (zero bytes, controls, what turns the direction of writing round, halves of signs) reach nothing
that is kept or asked for, by whatever way they come in."""

from __future__ import annotations

import json
import re

from tests.security import filled, typing_in
from tests.security.doors import TABLE
from tests.security.scene import Scene, nothing_kept
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address

HIDDEN = "a\x00b\x01\x08\x0b\x0c\x1b\x7f\x85\x9bc\u202ed\u2066e\u2069\ufefff\ufffe\uffff e\u0301 "
#: In text that SQLite or JSON was given: as itself, or as JSON writes it.
_FOUND = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]|e\u0301|"
    r"\\u(?:00(?:0[0-8bBcCeEfF]|1[0-9a-fA-F]|7f|8[0-9a-f]|9[0-9a-f])|202[a-e]|206[6-9]|feff|fff[ef]|d[89a-f][0-9a-f]{2})"
)


def _words(name: str, kind: str) -> str:
    return f"{HIDDEN}@example.com" if kind == "email" else HIDDEN * 2 + name


def _hidden(text: str) -> bool:
    return bool(_FOUND.search(text))


def test_no_form_lets_hidden_signs_in(scene: Scene, tally: Tally) -> None:
    trier, wrong = Trier(scene), []
    forms = typing_in.forms(scene, trier, "root", "carla", "guest")
    with typing_in.statements(_hidden) as found:
        for who, form in forms:
            found.clear()
            sent = form.sent(_words, trier.tokens[who])
            sent |= {name: [HIDDEN] for name, kind in form.typed.items() if kind == "password"}
            answer = typing_in.send(trier, who, form, sent)
            wrong += [f"{form.action} as {who}: {each}" for each in dict.fromkeys(found)]
            if answer.status_code >= 500:
                wrong.append(f"{form.action} as {who}: {answer.status_code}")
    tally("forms sent with hidden signs", len(forms))
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_address_lets_hidden_signs_in(scene: Scene, tally: Tally) -> None:
    trier, wrong = Trier(scene), []
    pages = filled.pages(scene, "root")
    with typing_in.statements(_hidden) as found:
        for path in dict(zip(pages.values(), pages, strict=True)).values():
            found.clear()
            sent = dict.fromkeys(filled.parameters(), HIDDEN)
            plain = path.partition("?")[0]
            answer = trier.client.get(plain, query_string=sent, headers=trier.headers_of("root"))
            wrong += [f"{plain}: {each}" for each in dict.fromkeys(found)]
            assert answer.status_code < 500, plain
    tally("pages asked with hidden signs", len(pages))
    assert not wrong, "\n" + "\n".join(wrong)


def test_the_api_lets_no_hidden_signs_in(scene: Scene, tally: Tally) -> None:
    trier, wrong, calls = Trier(scene), [], 0
    key = {"Authorization": f"Bearer {scene.keys['root write']}"}
    with typing_in.statements(_hidden) as found:
        for rule, cases in TABLE.items():
            if "/api/v1/" not in rule or rule.startswith("GET"):
                continue
            for values, sent, _words in cases:
                found.clear()
                spoilt = {k: v + HIDDEN if isinstance(v, str) and " " in v else v for k, v in sent.items()}
                spoilt = {"title": HIDDEN * 3, "body": HIDDEN * 9, "note": HIDDEN * 3, **spoilt}
                with nothing_kept():
                    answer = trier.client.open(
                        address(scene, rule, values), method=rule.partition(" ")[0], headers=key,
                        data=json.dumps(spoilt).encode(), content_type="application/json",
                    )  # fmt: skip
                calls += 1
                assert answer.status_code < 500, rule
                wrong += [f"{rule}: {each}" for each in dict.fromkeys(found)]
    tally("API calls with hidden signs", calls)
    assert not wrong, "\n" + "\n".join(wrong)
