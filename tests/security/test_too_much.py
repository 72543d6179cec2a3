"""A megabyte in every field of every form is refused with a word, or cut: never an error, never stored."""

from __future__ import annotations

import json

from tests.security import typing_in
from tests.security.doors import TABLE
from tests.security.scene import Scene, nothing_kept
from tests.security.tally import Tally
from tests.security.test_matrix import Trier, address

MUCH = 1_000_000
KEPT_MAX = 210_000  # of one text: a form that waits to be sent again, in JSON
SHOWN_MAX = 5_000_000


def _too_long(text: str) -> bool:
    return len(text) > KEPT_MAX


def test_a_megabyte_in_the_fields_of_every_form_is_refused_or_cut(scene: Scene, tally: Tally) -> None:
    trier, wrong = Trier(scene), []
    forms = typing_in.forms(scene, trier, "root", "carla", "guest")
    with typing_in.statements(_too_long) as found:
        for who, form in forms:
            found.clear()
            each = MUCH // len(form.typed)
            sent = form.sent(
                lambda _name, kind, n=each: "word " * (n // 5) + ("@x.example" if kind == "email" else ""),
                trier.tokens[who],
            )
            answer = typing_in.send(trier, who, form, sent)
            stored = [statement for statement in found if not statement.startswith("SELECT")]
            if answer.status_code >= 500 or len(answer.get_data()) > SHOWN_MAX or stored:
                wrong.append(
                    f"{form.action} as {who}: {answer.status_code}, {len(answer.get_data())} bytes, {stored[:2]}"
                )
    tally("forms sent with a megabyte", len(forms))
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_megabyte_in_each_field_of_the_api_is_refused_or_cut(scene: Scene, tally: Tally) -> None:
    trier, wrong, calls = Trier(scene), [], 0
    key = {"Authorization": f"Bearer {scene.keys['root write']}"}
    with typing_in.statements(_too_long) as found:
        for rule, cases in TABLE.items():
            if "/api/v1/" not in rule or rule.startswith("GET"):
                continue
            values, sent, _words = max(cases, key=lambda case: len(case[1]))
            for name in {*sent, "title", "body", "note"}:
                found.clear()
                with nothing_kept():
                    answer = trier.client.open(
                        address(scene, rule, values), method=rule.partition(" ")[0], headers=key,
                        data=json.dumps({**sent, name: "word " * (MUCH // 5)}), content_type="application/json",
                    )  # fmt: skip
                calls += 1
                if answer.status_code >= 500 or found:
                    wrong.append(f"{rule} {name}: {answer.status_code} {found[:2]}")
    tally("API calls with a megabyte", calls)
    assert not wrong, "\n" + "\n".join(wrong)
