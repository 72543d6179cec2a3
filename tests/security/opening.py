"""Pages of a site opened in Chromium, from a server in this process, by somebody who has a cookie.

The policy of a page (CSP) is handed over as one that only reports: nothing is held back, so that whatever could run runs,
and whatever the policy would have stopped is told all the same. One opening shows both.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Dialog, Error, Request, Response, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from forum import Askwell
from tests.patience import PATIENCE_SECONDS
from tests.security import vectors

POLICY = "Content-Security-Policy"

#: Runs before any script of a page, in its frames too.
_BEFORE = """
window.told = window.told || {fired: [], violations: []};
window.fired = (what) => { window.told.fired.push(String(what)); };
document.addEventListener("securitypolicyviolation", (e) => {
  window.told.violations.push(e.effectiveDirective + " " + e.blockedURI + " " + e.sample);
});
"""

#: What stands in a document that could run, or that a stranger put there. A browser shows what is no HTML in a page of its
#: own making: of that, only the mark is looked for.
_SUSPECTS = """(doc, mark, html) => {
  const bad = [];
  for (const e of doc.querySelectorAll("*")) {
    if (e.hasAttribute(mark)) bad.push(e.tagName + " of a stranger");
    if (!html) continue;
    for (const a of e.attributes) {
      const name = a.name.toLowerCase(), value = a.value.replace(/[\\u0000-\\u0020]/g, "").toLowerCase();
      if (name.startsWith("on") || name === "style" || name === "srcdoc") bad.push(e.tagName + " " + name);
      if (/^(href|src|action|formaction|data|xlink:href|srcset|poster)$/.test(name) &&
          /^(javascript|vbscript|data:text|data:image.svg)/.test(value)) bad.push(e.tagName + " " + name + "=" + value.slice(0, 40));
      if (/^(src|srcset|poster|data)$/.test(name) && /^([a-z]+:)?[/\\\\]{2}/.test(value)) bad.push(e.tagName + " from elsewhere");
    }
    if (e.localName === "script" && !e.hasAttribute("src")) {
      if (e.type !== "application/ld+json") bad.push("script");
      else try { JSON.parse(e.textContent) } catch (error) { bad.push("broken JSON-LD") }
    }
    if (e.localName === "base" && e.hasAttribute("href")) bad.push("base");
    if (/^(style|iframe|object|embed|plaintext|xmp|noembed|noframes)$/.test(e.localName)) bad.push(e.localName);
  }
  return bad;
}"""
_AFTER = f"""(mark) => {{
  const told = window.told || {{fired: [], violations: []}}, html = document.contentType === "text/html";
  return {{fired: told.fired, violations: html ? told.violations : [], bad: ({_SUSPECTS})(document, mark, html),
           text: document.documentElement.textContent}};
}}"""
_READ = f"""([mark, texts]) => texts.map(text => {{
  const doc = new DOMParser().parseFromString(text, "text/html");
  return [({_SUSPECTS})(doc, mark, true), doc.documentElement.textContent];
}})"""
AT_ONCE = 20


@dataclass
class Found:
    """What was wrong, with its page; how many pages were opened."""

    fired: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    opened: int = 0

    def all(self) -> list[str]:
        parts = ("fired", "violations", "foreign", "markup", "broken")
        return [f"{part}: {line}" for part in parts for line in getattr(self, part)]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing: thousands of lines."""


class _Reporting:
    """The application, with policies that only report; what a page sends by itself is not taken."""

    def __init__(self, app: Askwell) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            start("204 No Content", [])
            return []

        def begin(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told = [(f"{name}-Report-Only" if name == POLICY else name, value) for name, value in headers]
            return start(status, told, *more)

        return self.app.wsgi_app(environ, begin)


@contextmanager
def serving(app: Askwell, enforced: bool = False) -> Iterator[str]:
    """The address of the site on this machine; `enforced`: its policies hold things back, as on a real site."""
    server = make_server("127.0.0.1", 0, app if enforced else _Reporting(app), True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser program; no name leads it out of this machine."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("ASKWELL_BROWSER") or None,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking",
                  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"],
            timeout=PATIENCE_SECONDS * 1000,
        )  # fmt: skip
        try:
            yield browser
        finally:
            browser.close()


class Window:
    """A window of somebody; `cookie`: "name=value", empty for a guest."""

    def __init__(self, browser: Browser, address: str, cookie: str = "") -> None:
        self.found, self.path, self._address = Found(), "", address
        self._context = browser.new_context(base_url=address)
        if cookie:
            name, _, value = cookie.partition("=")
            self._context.add_cookies([{"name": name, "value": value, "url": address}])
        self._context.add_init_script(_BEFORE)
        self.page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._asked)

    def open(self, path: str) -> int:
        """Open a page, look at what is in it, remember what is wrong; its status. 0: it is no page but a download."""
        self.path = path
        try:
            answer = self.page.goto(path, wait_until="load")
        except Error as error:
            if "Download is starting" in str(error) or "ERR_ABORTED" in str(error):
                return 0
            raise
        assert isinstance(answer, Response)
        self.look()
        if answer.status >= 500:
            self.found.broken.append(f"{path}: {answer.status}")
        return answer.status

    def look(self) -> None:
        """What ran in the page that is open, and what stands in it that could."""
        found, said = self.found, self.page.evaluate(_AFTER, vectors.MARK)
        found.opened += 1
        found.fired += [f"{self.path}: {what}" for what in said["fired"]]
        found.violations += [f"{self.path}: {what}" for what in said["violations"]]
        found.markup += [f"{self.path}: {what}" for what in dict.fromkeys(said["bad"])]
        if vectors.PRODUCT in said["text"]:
            found.fired.append(f"{self.path}: a template computed what a stranger wrote")

    def read(self, texts: dict[str, str]) -> None:
        """Let the browser read HTML ({address: text}) as it would a page's, without opening it: scripts stand still."""
        names = list(texts)
        for start in range(0, len(names), AT_ONCE):
            part = names[start : start + AT_ONCE]
            said = self.page.evaluate(_READ, [vectors.MARK, [texts[name] for name in part]])
            for name, (bad, text) in zip(part, said, strict=True):
                self.found.markup += [f"{name}: {what}" for what in dict.fromkeys(bad)]
                if vectors.PRODUCT in text:
                    self.found.fired.append(f"{name}: a template computed what a stranger wrote")

    def close(self) -> None:
        """Close it."""
        self._context.close()

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":  # a form asks whether to leave it
            self.found.fired.append(f"{self.path}: a dialog")
        dialog.accept()

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self._address, "data:", "blob:")):
            self.found.foreign.append(f"{self.path}: {request.url[:100]}")
