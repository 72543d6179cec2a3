"""Root says which sites may show the help; no other site can, whatever it says of itself."""

from __future__ import annotations

import pytest

from forum import Askwell
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.errors import Invalid
from forum.search.models import SearchRecord
from forum.widget import sites
from tests.factories import Cast, article, site
from tests.pages import Browser
from tests.widget.stage import SHOP, frame, framers, listed


def test_root_lists_a_shop_and_sees_what_to_put_there(app: Askwell, cast: Cast) -> None:
    root = Browser(app).sign_in(cast.root)
    page = root.get("/admin/widget")
    assert '<script src="http://localhost/widget.js" async></script>' in page.text
    assert "Nobody has searched there yet." in page.text
    assert "frame-src 'self'" in page.response.headers["Content-Security-Policy"]
    page = root.submit(
        page, "Save", **{"widget.sites": "SHOP.example/\n\nhttps://shop.example\nhttps://müller.example"}
    )
    assert "Saved. It is in force now." in page.text
    with site(app):
        assert sites.allowed() == (SHOP, "https://xn--mller-kva.example")
        (entry,) = db.session.query(AuditEntry).filter_by(did="changed the setting")
        assert entry.target == "setting:widget.sites"

    page = root.submit(page, "Save", **{"widget.sites": "https://good.example\nhttps://*.example"})
    assert page.status == 422
    assert "“https://*.example” is not the address of a site." in page.text
    assert dict(page.form("Save").fields)["widget.sites"] == "https://good.example\nhttps://*.example"
    with site(app):
        assert sites.allowed()[0] == SHOP, "nothing is taken of a list with a wrong line"


BAD = (
    *(
        "http://shop.example",
        "https://",
        "https://shop.example/help",
        "https://shop.example?x",
        "https://a@shop.example",
    ),
    *(
        "https://shop.example 'self'",
        "https://shop.example;script-src",
        "https://shop.example,https://b.example",
    ),
    *("javascript:alert(1)", "data:text/html,x", "null", "*", "https://*.example", "https://shop_.example"),
    *(
        "https://-a.example",
        "https://a..example",
        "https://shop.example:99999",
        "https://[::2",
        f"https://{'a' * 64}.example",
    ),
)


def test_what_is_no_origin_is_refused(app: Askwell) -> None:
    assert [address for address in BAD if sites.origin_of(address)] == []
    with app.test_request_context("/"):
        for address in BAD:
            with pytest.raises(Invalid):
                sites.read(f"https://good.example\n{address if '://' in address else 'x://' + address}")


def test_addresses_mean_one_origin() -> None:
    for address, origin in (
        ("HTTPS://Shop.Example:443/", SHOP),
        ("https://shop.example:8443", "https://shop.example:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://127.0.0.1", "http://127.0.0.1"),
    ):
        assert sites.origin_of(address) == origin


def test_only_listed_sites_may_show_it(app: Askwell, cast: Cast, browser: Browser) -> None:
    article(app, cast)
    listed(app, cast, SHOP, "https://other.example")
    for path in (
        "/widget",
        "/widget/ask",
        "/widget/sent",
        "/widget/read/article:1",
        "/widget/read/article:99",
    ):
        page = frame(browser, path)
        assert framers(page) == f"'self' {SHOP}", "the list itself is nobody's business"
        assert "X-Frame-Options" not in page.response.headers
        assert f'data-site="{SHOP}"' in page.html
        for stranger in (
            "https://evil.example",
            "https://shop.example.evil.example",
            "https://evilshop.example",
            "*",
            "",
        ):
            page = frame(browser, path, stranger)
            assert framers(page) == "'self'"
            assert page.response.headers["X-Frame-Options"] == "SAMEORIGIN"
            assert "data-site" not in page.html
    # Its own pages only: the others stay as they are.
    page = frame(browser, "/ask")
    assert framers(page) == "'none'"
    assert page.response.headers["X-Frame-Options"] == "DENY"
    assert "data-site" in frame(browser, shop="http://localhost").html, "the preview of the admin"

    listed(app, cast)
    assert framers(frame(browser)) == "'self'", "in force at once"


def test_the_page_counts_what_came_of_searches_there(app: Askwell, cast: Cast) -> None:
    from forum.core import clock

    with site(app):
        for number, (source, total, outcome) in enumerate(
            [("widget", 3, "helped"), ("widget", 0, ""), ("widget", 2, "asked"), ("", 5, "helped")]
        ):
            db.session.add(
                SearchRecord(
                    id=f"{number:016x}", at=clock.now(), visitor="v", query="q", lang="en", total=total, shown=[],
                    outcome=outcome, source=source,
                )
            )  # fmt: skip
    page = Browser(app).sign_in(cast.root).get("/admin/widget")
    for said in ("Searches3", "Found nothing1", "Helped1", "Asked1"):
        assert said in page.text
