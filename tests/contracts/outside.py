"""A site as strangers meet it: commands in a shell, a server on a port, forms without JavaScript. No import of ours."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

from tests.patience import PATIENCE_SECONDS
from tests.ports import HOST, free_port

ROOT = Path(__file__).resolve().parents[2]
AGENT = "python-requests/2.32.3"  # what scripts say they are
T = TypeVar("T")


def eventually(look: Callable[[], T], seconds: float) -> T:
    """The first true thing that `look` gives; its last one when there is none for `PATIENCE_SECONDS`.

    The promised `seconds` hold on a machine of its own and are measured in benchmarks/. The suite shares a machine with
    itself, and a disk that somebody floods answers a commit after many seconds: here it counts only that it happens.
    The last look begins after that time: a machine that stood still for a while has not been looked at.
    """
    deadline = time.monotonic() + max(seconds, PATIENCE_SECONDS)
    while True:
        late = time.monotonic() >= deadline
        if (found := look()) or late:
            return found
        time.sleep(0.1)  # between two looks of a poll


@dataclass
class Commands:
    """`flask --app wsgi ...` in a shell, for one site."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def all_of_it(self) -> dict[str, str]:
        """The environment of the site's processes: nothing of whoever runs the tests."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASKWELL_", "FLASK_", "GUNICORN_"))}
        return {**kept, "ASKWELL_INSTANCE_DIR": str(self.folder), **self.environment}

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """The command, running."""
        return subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
            cwd=ROOT, env=self.all_of_it(), text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more,
        )  # fmt: skip

    def run(
        self, *arguments: str, typed: str = "", status: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """The command, done; it must end with `status` (None: with any), and never with a traceback."""
        process = self.start(*arguments)
        said, complained = process.communicate(typed, timeout=PATIENCE_SECONDS)
        assert "Traceback" not in complained, complained
        assert status is None or process.returncode == status, f"{process.returncode}: {said}{complained}"
        return subprocess.CompletedProcess(arguments, process.returncode, said, complained)

    def in_one(self, *each: tuple[str, ...], typed: str = "") -> list[str]:
        """What commands say that are run after each other in one process: a scene is set quicker so."""
        program = (
            "import json, sys; from wsgi import app; commands, typed = json.load(sys.stdin); said = []\n"
            "for command in commands:\n"
            "    done = app.test_cli_runner().invoke(args=command, input=typed)\n"
            "    assert done.exit_code == 0, (command, done.output)\n"
            "    said.append(done.stdout)\n"
            "json.dump(said, sys.stdout)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], input=json.dumps([each, typed]), cwd=ROOT, env=self.all_of_it(),
            text=True, capture_output=True, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        said: list[str] = json.loads(done.stdout)
        return said

    def together(self, *each: tuple[str, ...], typed: str = "") -> list[subprocess.CompletedProcess[str]]:
        """Commands that do not wait for each other, two at a time, with any exit status; in the order given."""
        with ThreadPoolExecutor(2) as two:
            return list(two.map(lambda arguments: self.run(*arguments, typed=typed, status=None), each))


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    content: bytes
    path: str

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode()

    @property
    def type(self) -> str:
        """The content type without its parameters."""
        return self.headers.get_content_type()

    def json(self) -> Any:
        """The body as JSON; it must say that it is."""
        assert self.type in ("application/json", "application/problem+json"), (self.status, self.type)
        return json.loads(self.content)

    def forms(self) -> list[Form]:
        """The forms of the page."""
        reader = _Forms()
        reader.feed(self.text)
        return reader.found

    def form(self, action: str) -> Form:
        """The first form whose action begins with this path."""
        found = [form for form in self.forms() if form.action.startswith(action)]
        assert found, f"no form for {action} on {self.path}: {[f.action for f in self.forms()]}"
        return found[0]


@dataclass
class Form:
    """A form with what it holds."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._open = False
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.found.append(Form(has.get("action", ""), has.get("method", "get").lower()))
            self._open = True
        elif self._open and has.get("name") and tag == "input":
            if has.get("type") not in ("submit", "checkbox", "radio") or "checked" in has:
                self.found[-1].fields[has["name"]] = has.get("value", "")
        elif self._open and tag == "textarea":
            self._area = has.get("name")
            self.found[-1].fields[self._area or ""] = ""
        elif self._open and tag == "select":
            self._select = has.get("name")
        elif self._select and tag == "option":
            if "selected" in has or self._select not in self.found[-1].fields:
                self.found[-1].fields[self._select] = has.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False
        elif tag == "textarea" and self._area is not None:
            fields = self.found[-1].fields  # browsers leave out a line break that comes first
            fields[self._area] = fields[self._area].removeprefix("\n")
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.found[-1].fields[self._area] += data


class Visitor:
    """Somebody with a browser that has cookies and follows redirects, and no JavaScript."""

    def __init__(self, port: int, agent: str = AGENT, address: str = HOST, token: str = "") -> None:
        self.port, self.agent, self.address, self.token = port, agent, address, token
        self.cookies: dict[str, str] = {}

    def get(self, path: str, follow: bool = True, **headers: str) -> Answer:
        """GET."""
        return self._ask("GET", path, None, headers, follow)

    def post(self, path: str, fields: dict[str, str], follow: bool = True, **headers: str) -> Answer:
        """POST a form."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
        return self._ask("POST", path, urlencode(fields).encode(), headers, follow)

    def fill(self, page: Answer, action: str, follow: bool = True, **values: str) -> Answer:
        """Fill a form of a page and send it, hidden fields and all."""
        form = page.form(action)
        fields = {**form.fields, **values}
        where = urljoin(page.path, form.action)
        if form.method == "get":
            return self.get(f"{where}?{urlencode(fields)}")
        return self.post(where, fields, follow)

    def sign_in(self, email: str, password: str) -> Visitor:
        """Through the form."""
        came = self.fill(self.get("/sign-in"), "/sign-in", email=email, password=password)
        assert came.status == 200, came.text
        assert self.get("/my/questions").path.startswith("/my/questions")
        return self

    def api(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A call of the JSON API."""
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        data = None
        if body is not None:
            headers = {"Content-Type": "application/json", **headers}
            data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._ask(method, f"/api/v1/{path}", data, headers, follow=False)

    def search(self, words: str, **parameters: Any) -> dict[str, Any]:
        """GET /api/v1/search, which must answer."""
        answer = self.api("GET", f"search?{urlencode({'q': words, **parameters})}")
        assert answer.status == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def found(self, words: str, **parameters: Any) -> list[str]:
        """Titles in the order of the ranking."""
        return [result["title"] for result in self.search(words, **parameters)["results"]]

    def score(self, words: str, document: str) -> float:
        """The score of one document."""
        results = self.search(words, limit=50)["results"]
        return next(result["score"] for result in results if result["id"] == document)

    def _ask(
        self, method: str, path: str, data: bytes | None, headers: dict[str, str], follow: bool, hops: int = 5
    ) -> Answer:
        connection = http.client.HTTPConnection(
            HOST,
            self.port,
            timeout=PATIENCE_SECONDS,
            source_address=(self.address, 0) if self.address != HOST else None,
        )
        sent = {"User-Agent": self.agent, **headers} if self.agent else headers
        if self.cookies:
            sent = {**sent, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        with contextlib.closing(connection):
            connection.request(method, quote(path, safe="/?&=%+:;,-_.~#[]@!$'()*"), data, sent)
            came = connection.getresponse()
            answer = Answer(came.status, came.headers, came.read(), path)
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            value = rest.partition(";")[0]
            if value and "Max-Age=0" not in cookie:
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        if follow and answer.status in (301, 302, 303, 307, 308) and hops:
            where = urlsplit(urljoin(path, answer.headers["Location"]))
            there = where.path + (f"?{where.query}" if where.query else "")
            if answer.status in (301, 302, 303):
                method, data = "GET", None
                headers = {k: v for k, v in headers.items() if k != "Content-Type"}
            return self._ask(method, there, data, headers, follow, hops - 1)
        return answer


class Site(Commands):
    """A site that is open."""

    port = 0
    people: dict[str, str]
    tokens: dict[str, str]

    def guest(self, agent: str = AGENT, address: str = HOST) -> Visitor:
        """Somebody who comes by."""
        return Visitor(self.port, agent, address)

    def key_of(self, name: str) -> Visitor:
        """A script with somebody's API token."""
        return Visitor(self.port, token=self.tokens[name])

    def signed_in(self, name: str) -> Visitor:
        """A browser that somebody is signed in to."""
        return self.guest(agent=f"Mozilla/5.0 (X11; {name})").sign_in(self.people[name], PASSWORD)


PASSWORD = "a quiet afternoon in March"


@contextlib.contextmanager
def opened(site: Site) -> Iterator[Site]:
    """Web server and worker, as docs/operations.md starts them; ended afterwards."""
    site.port = free_port()
    web = [
        "-m",
        "gunicorn",
        "-w",
        "2",
        "--threads",
        "4",
        "--preload",
        "-b",
        f"{HOST}:{site.port}",
        "wsgi:app",
    ]
    worker = ["-m", "flask", "--app", "wsgi", "worker"]
    log = (site.folder / "log.txt").open("ab")
    running = [
        subprocess.Popen(
            [sys.executable, *command], cwd=ROOT, env=site.all_of_it(), stdin=subprocess.DEVNULL,
            stdout=log, stderr=log, start_new_session=True,
        )
        for command in (web, worker)
    ]  # fmt: skip
    try:
        assert eventually(lambda: _answers(site), PATIENCE_SECONDS), (site.folder / "log.txt").read_text()
        yield site
    finally:
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in running:
            try:
                process.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        log.close()


def _answers(site: Site) -> bool:
    try:
        return site.guest().get("/healthz").status == 200
    except (OSError, http.client.HTTPException):
        return False


def write(path: Path, *objects: dict[str, Any]) -> Path:
    """A JSONL file."""
    path.write_text(
        "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), encoding="utf-8"
    )
    return path


def article(id_: str, title: str, body: str, **more: Any) -> dict[str, Any]:
    """A line of section 6."""
    return {"type": "article", "id": id_, "lang": "en", "category": "cards", "title": title, "summary": "",
            "body": body, "phrasings": [], "translation_of": None, "views": 0, **more}  # fmt: skip


def thread(id_: str, title: str, body: str, **more: Any) -> dict[str, Any]:
    """A line of section 6."""
    return {"type": "thread", "id": id_, "lang": "en", "category": "cards", "title": title, "body": body,
            "author": "user-1", "created": "2026-01-05T10:00:00Z", "tags": [], "views": 0, "answers": [], **more}  # fmt: skip
