"""Accounts by hand, as a script would: no questions, plain answers."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.accounts import queries, tokens
from tests.factories import Cast, site
from tests.pages import Browser


def run(app: Askwell, *words: str, stdin: str = ""):
    return app.test_cli_runner().invoke(args=list(words), input=stdin)


def test_the_first_admin(app: Askwell, browser: Browser) -> None:
    made = run(
        app, "user", "create", "--email", "Root@Example.com", "--role", "admin", "--name", "Root",
        "--password-stdin", stdin="correct staple 42\n",
    )  # fmt: skip
    assert made.exit_code == 0, made.output
    assert made.output == "Root@example.com is admin 1\n"

    browser.submit(browser.get("/sign-in"), "Sign in", email="root@example.com", password="correct staple 42")
    assert "Root" in browser.get("/admin/people").text


def test_without_a_password_a_link_sets_one(app: Askwell, browser: Browser) -> None:
    made = run(app, "user", "create", "--email", "ana@example.com", "--role", "agent")
    link = made.output.splitlines()[1].partition("127.0.0.1:8000")[2]

    browser.submit(browser.get(link), "Set password", new_password="correct staple 42")
    assert "ana@example.com" in browser.get("/my/account").text
    browser.sign_out()
    assert browser.get(link).status == 404


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--email", "CARLA@example.com"), "There is already an account for CARLA@example.com."),
        (("--email", "carla"), "carla is not an e-mail address."),
        (("--email", "x@example.com", "--password", "short"), "8 to 256 characters"),
    ],
)
def test_what_cannot_be_made_is_one_sentence_and_exit_1(
    app: Askwell, cast: Cast, words: tuple[str, ...], said: str
) -> None:
    assert cast.carla
    refused = run(app, "user", "create", *words)

    assert refused.exit_code == 1
    assert said in refused.output
    assert "Traceback" not in refused.output


def test_a_key_is_all_that_is_printed(app: Askwell, cast: Cast) -> None:
    assert cast.carla
    made = run(app, "token", "create", "carla@example.com", "--scope", "read", "--scope", "write")

    assert made.exit_code == 0, made.output
    key = made.stdout.strip()
    assert made.stdout == key + "\n"
    with site(app):
        found = tokens.person_for(key)
        assert found is not None
        assert found[0].id == cast.carla.id
        assert found[1] == {"read", "write"}


def test_no_key_for_nobody(app: Askwell) -> None:
    refused = run(app, "token", "create", "nobody@example.com", "--scope", "read")
    assert refused.exit_code == 1
    assert refused.stdout == ""


def test_names_of_many_with_one_question(app: Askwell, cast: Cast) -> None:
    with site(app):
        found = queries.names([cast.ana.id, cast.bob.id, None, 999])
        assert {p.name: p.is_staff for p in found.values()} == {"Ana": True, "Bob": False}
        assert queries.names([]) == {}
