"""The settings of section 5 on a site that is set up from outside: its database elsewhere, real mail, a public name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from tests.contracts.outside import PASSWORD, Commands, Site, article, eventually, free_port, opened, write
from tests.patience import PATIENCE_SECONDS

PUBLIC = "https://help.shop.example"


class Post:
    """A mail server that keeps what comes."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a mail."""
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 taken"

    def to(self, address: str) -> EmailMessage | None:
        """The newest mail to somebody."""
        return next((mail for mail in reversed(self.mails) if mail["To"] == address), None)

    @staticmethod
    def link(mail: EmailMessage) -> str:
        """The path of the link in it, which must begin with the site's public address."""
        part = mail.get_body(("plain",))
        assert part is not None
        found = re.findall(r"https?://\S+", part.get_content())
        assert found
        assert all(url.startswith(PUBLIC + "/") for url in found), found
        return str(found[0]).removeprefix(PUBLIC)


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    """Mail of this module."""
    kept = Post()
    server = Controller(kept, hostname="127.0.0.1", port=free_port(), ready_timeout=PATIENCE_SECONDS)
    server.start()
    kept.port = server.port  # type: ignore[attr-defined]
    yield kept
    server.stop()


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory, post: Post) -> Iterator[Site]:
    """A site with everything set."""
    folder = tmp_path_factory.mktemp("public")
    site = Site(
        folder / "instance",
        {
            "ASKWELL_DATABASE_URL": f"sqlite:///{folder / 'elsewhere.db'}",
            "ASKWELL_SEARCH_URL": f"whoosh:{folder / 'index'}",
            "ASKWELL_MAIL_URL": f"smtp://127.0.0.1:{post.port}",  # type: ignore[attr-defined]
            "ASKWELL_BASE_URL": PUBLIC,
            "ASKWELL_SECRET_KEY": "a key that the owner chose, long enough for anybody",
        },
    )
    topic = {"type": "topic", "id": "cards", "name": {"en": "Cards"}, "promise_hours": 24}
    site.run("import", str(write(folder / "first.jsonl", topic, article("a", "Declined card", "Call us."))))
    assert (folder / "elsewhere.db").exists()
    assert (folder / "index").is_dir()
    assert not (site.folder / "askwell.db").exists()
    assert not (site.folder / "search").exists()
    assert not (site.folder / "secret_key").exists()
    assert site.run("doctor").stdout.count("TO DO") == 0
    with opened(site):
        yield site


def test_only_its_own_names_are_answered(public: Site) -> None:
    for host, status in (
        ("help.shop.example", 200),
        ("help.shop.example:443", 200),
        ("127.0.0.1", 200),
        ("localhost", 200),
        ("evil.example", 400),
        ("help.shop.example.evil.example", 400),
        ("", 400),
    ):
        for path in ("/", "/healthz", "/api/v1/questions", "/sign-up"):
            assert public.guest().get(path, Host=host).status == status, (host, path)
    assert public.guest().get("/", **{"X-Forwarded-Host": "evil.example"}).status == 200


def test_without_a_public_name_only_loopback_is_answered(live: Site) -> None:
    assert live.guest().get("/", Host="help.shop.example").status == 400
    assert live.guest().get("/", Host=f"localhost:{live.port}").status == 200


def test_somebody_signs_up_by_mail(public: Site, post: Post) -> None:
    eva = public.guest(agent="Mozilla/5.0 (Eva)")
    words = {"name": "Eva", "email": "eva@shop.example", "password": PASSWORD}
    assert eva.fill(eva.get("/sign-up"), "/sign-up", **words).status == 200
    mail = eventually(lambda: post.to("eva@shop.example"), 5)
    assert mail is not None
    assert mail.get_content_type() == "multipart/alternative"
    path = post.link(mail)
    page = eva.get(path)
    assert eva.get(path).status == page.status == 200, (
        "looking at a link does not use it up: mail scanners do"
    )
    assert eva.fill(page, path).status == 200


def test_cookies_are_for_https_only(public: Site) -> None:
    public.run(
        "user",
        "create",
        "--email",
        "ana@shop.example",
        "--role",
        "agent",
        "--password-stdin",
        typed=PASSWORD + "\n",
    )
    ana = public.guest()
    form = ana.get("/sign-in")
    answer = ana.fill(form, "/sign-in", follow=False, email="ana@shop.example", password=PASSWORD)
    assert answer.status in (302, 303)
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=Lax"))


def test_a_guest_asks_with_an_address_and_is_told_of_the_answer(public: Site, post: Post) -> None:
    guest = public.guest(agent="Mozilla/5.0 (guest)")
    words = {
        "title": "My heron card is bent",
        "body": "What now?",
        "topic": "cards",
        "lang": "en",
        "email": "fay@shop.example",
    }
    sent = guest.fill(guest.get("/ask"), "/ask", **words)
    assert sent.status == 200
    assert "heron" not in public.guest().get("/questions").text, "not before the address is proven"
    mail = eventually(lambda: post.to("fay@shop.example"), 5)
    assert mail is not None
    path = post.link(mail)
    entered = guest.fill(guest.get(path), path, name="Fay")
    assert entered.status == 200
    posted = guest.fill(entered, "/ask")
    assert posted.path.startswith("/questions/"), posted.text
    assert "heron" in public.guest().get("/questions").text

    post.mails.clear()
    *_made, printed = public.in_one(
        ("user", "create", "--email", "root@shop.example", "--role", "admin", "--password-stdin"),
        ("user", "create", "--email", "bo@shop.example", "--role", "agent"),
        ("token", "create", "bo@shop.example", "--scope", "write"),
        typed=PASSWORD + "\n",
    )
    (secret,) = printed.splitlines()
    # Mails about what may be taken back wait for minutes; the owner of this shop wants them at once.
    root = public.guest(agent="Mozilla/5.0 (root)").sign_in("root@shop.example", PASSWORD)
    no_grace = {"notices.grace_minutes": "0"}
    assert root.fill(root.get("/admin/settings"), "/admin/settings#notices", **no_grace).status == 200
    number = posted.path.removeprefix("/questions/").partition("-")[0]
    said = public.guest().api(
        "POST", f"questions/{number}/answers", {"body": "Bend it back."}, Authorization=f"Bearer {secret}"
    )
    assert said.status == 201
    told = eventually(lambda: post.to("fay@shop.example"), 5)
    assert told is not None
    assert "My heron card is bent" in told.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Bend it back." in guest.get(post.link(told)).text


def test_two_first_commands_at_once_make_one_site_and_one_key(commands: Commands, tmp_path: Path) -> None:
    one, other = commands.together(
        ("user", "create", "--email", "root@example.com", "--role", "admin"),
        ("import", str(write(tmp_path / "none.jsonl"))),
    )
    assert (one.returncode, other.returncode) == (0, 0), one.stderr + other.stderr
    key = commands.folder / "secret_key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert len(key.read_text()) >= 32


def test_two_sites_in_one_folder_do_not_mix(commands: Commands, tmp_path: Path) -> None:
    commands.run("import", str(write(tmp_path / "one.jsonl", article("a", "Heron on site one", "First."))))
    commands.environment["ASKWELL_DATABASE_URL"] = f"sqlite:///{tmp_path / 'two.db'}"
    commands.run("import", str(write(tmp_path / "two.jsonl", article("b", "Stork on site two", "Second."))))
    stork, heron = commands.together(("search", "query", "stork"), ("search", "query", "heron"))
    assert "Stork on site two" in stork.stdout
    assert "Heron" not in heron.stdout
