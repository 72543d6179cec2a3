"""No address disappears without a redirect: bookmarks, mails and search engines hold on to them.

`routes.txt` lists every address there ever was. A new one is added to it; an old one that is dropped must
redirect. Write the list anew with ``python -m tests.architecture.test_routes``.
"""

from __future__ import annotations

from pathlib import Path

from forum import Askwell

LIST = Path(__file__).with_name("routes.txt")


def routes(app: Askwell) -> set[str]:
    """All addresses as "GET /questions", one for each method that does something."""
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_no_address_disappears(app: Askwell) -> None:
    known = set(LIST.read_text().split("\n")) - {""}
    assert len(known) > 30
    now = routes(app)
    assert not known - now, f"these addresses are gone, redirect them: {sorted(known - now)}"
    assert not now - known, f"add to {LIST.name}: {sorted(now - known)}"


CONTRACT = {
    *(
        "GET /",
        "GET /search",
        "GET /search/suggest",
        "GET /ask",
        "GET /questions",
        "GET /faq",
        "GET /faq/<topic>",
    ),
    *("GET /desk", "GET /desk/cases/<int:case_id>", "GET /my/cases", "GET /my/questions", "GET /my/data"),
    *("GET /moderation", "GET /healthz", "GET /readyz", "GET /metrics", "GET /api/v1/search"),
}


def test_the_addresses_that_we_promised_are_there(app: Askwell) -> None:
    assert not CONTRACT - routes(app)


if __name__ == "__main__":
    import tempfile

    from forum import create_app
    from forum.config import Settings

    with tempfile.TemporaryDirectory() as folder:
        site = create_app(
            Settings(
                instance_dir=Path(folder),
                database_url=f"sqlite:///{folder}/a.db",
                search_url=f"whoosh:{folder}/s",
                secret_key="x" * 40,
            )
        )
        LIST.write_text("\n".join(sorted(routes(site), key=lambda r: (r.split(" ")[1], r))) + "\n")
