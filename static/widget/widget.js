// The help of this site on another: a button, and a panel with a frame of ours. Everything stands in a shadow tree beside the
// page's body, styled by a constructed sheet: the page's styles don't reach it, and its content policy has to allow our
// origin for scripts and frames, nothing else. Nothing is fetched before somebody presses the button.
(() => {
  "use strict";
  const tag = document.currentScript;
  if (!tag?.src || document.querySelector("askwell-help")) return;
  const words = { /* words */ };
  const { lang, theme, side, label } = tag.dataset;
  const base = tag.src.replace(/\/widget\.js([?#].*)?$/, "");
  const { origin } = new URL(base);
  const codes = [lang, document.documentElement.lang, ...navigator.languages].map((code) => code?.toLowerCase().split(/[-_]/)[0]);
  const code = codes.find((known) => Object.hasOwn(words, known)) ?? Object.keys(words)[0];
  const say = words[code];
  const WAIT_MS = 20000; // a page that takes longer is as good as none
  const GRACE_MS = 3000; // for its first word, after the browser says that it is there
  const phone = matchMedia("(max-width: 639px)");

  const css = `
:host { all: initial !important; font: medium/1.4 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif !important; }
.all { --ground: #fffefb; --ink: #23211c; --line: #8b8273; --accent: #0d5a63; --strong: #083f46; --on: #fff; color: var(--ink); }
@media (prefers-color-scheme: dark) { .all:not(.light) { --ground: #211f1c; --ink: #ece7dd; --line: #8a8275; --accent: #80cac6; --strong: #aee0dc; --on: #0c2224; } }
.all.dark { --ground: #211f1c; --ink: #ece7dd; --line: #8a8275; --accent: #80cac6; --strong: #aee0dc; --on: #0c2224; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, a { font: inherit; color: inherit; cursor: pointer; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.launch { position: fixed; z-index: 2147483646; inset-block-end: calc(1em + env(safe-area-inset-bottom, 0px)); inset-inline-end: 1em; display: flex; align-items: center; gap: .5em; min-height: 3em; padding: .5em 1.1em; border: 1px solid var(--on); border-radius: 1.5em; background: var(--accent); color: var(--on); font-weight: 600; box-shadow: 0 4px 16px rgb(0 0 0 / 25%); }
.launch:hover { background: var(--strong); }
.start .launch, .start .panel { inset-inline: 1em auto; }
svg { width: 1.25em; height: 1.25em; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.panel { position: fixed; z-index: 2147483647; inset: auto 1em 5em auto; width: min(25em, 100vw - 2em); height: min(40em, 100vh - 6em); max-width: none; max-height: none; margin: 0; padding: 0; border: 1px solid var(--line); border-radius: .75em; overflow: hidden; background: var(--ground); color: inherit; box-shadow: 0 8px 40px rgb(0 0 0 / 30%); }
.panel[open] { display: flex; flex-direction: column; }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 1em; padding: .25em .5em .25em 1em; border-bottom: 1px solid var(--line); }
.bar b { font-weight: 600; }
.close { display: grid; place-items: center; width: 2.75em; height: 2.75em; padding: 0; border: 0; border-radius: .5em; background: none; }
.close:hover, .gone button:hover { color: var(--accent); }
.wait, .gone { padding: 1em; }
.gone p { margin: 0 0 1em; }
.gone button { min-height: 2.75em; margin-inline-end: 1em; padding: .25em 1em; border: 1px solid var(--line); border-radius: .5em; background: none; }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; background: var(--ground); }
.loading iframe { flex: 0; height: 0; visibility: hidden; }
@media (max-width: 639px) { .panel, .start .panel { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; } }
@media (prefers-reduced-motion: no-preference) { .launch { transition: background-color .12s; } }
@media print { .all { display: none; } }`;

  function make(name, attributes = {}, ...inside) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...inside);
    return element;
  }
  function draw(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
    line.setAttribute("d", path);
    svg.append(line);
    return svg;
  }

  const name = label || say.help;
  const launch = make("button", { type: "button", class: "launch", "aria-haspopup": "dialog", "aria-expanded": "false" },
    draw("M12 20.5a8.5 8.5 0 1 0-7.3-4.2l-1.2 4.2 4.3-1.1a8.5 8.5 0 0 0 4.2 1.1ZM9.7 9.8a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.2 1-1.2 1.7M12 16.3v.01"), name);
  const shut = make("button", { type: "button", class: "close", "aria-label": say.close }, draw("M6 6l12 12M18 6L6 18"));
  const wait = make("p", { class: "wait", role: "status" });
  const again = make("button", { type: "button" }, say.again);
  const gone = make("div", { class: "gone", role: "alert", hidden: "" });
  const panel = make("dialog", { class: "panel", "aria-label": name }, make("div", { class: "bar" }, make("b", {}, name), shut), wait, gone);
  const all = make("div", { class: `all ${theme === "dark" || theme === "light" ? theme : ""} ${side === "left" ? "start" : ""}`, lang: code }, launch, panel);
  let frame = null;
  let ready = false;
  let pages = 0; // of the frame that the browser says are there, and those that spoke
  let spoke = 0;
  let timer = 0;

  function load() {
    const address = new URL(`${base}/widget`);
    address.searchParams.set("site", location.origin);
    address.searchParams.set("ui", code);
    if (theme === "dark" || theme === "light") address.searchParams.set("theme", theme);
    frame?.remove();
    ready = false;
    pages = spoke = 0;
    // Our own origin inside, so that our files and pictures load there; what stands in the frame never sees this page.
    frame = make("iframe", {
      src: address.href, title: name, referrerpolicy: "no-referrer",
      sandbox: "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox",
    });
    const mine = frame;
    frame.addEventListener("load", () => {
      pages += 1;
      if (mine === frame && spoke < pages) fail(GRACE_MS);
    });
    gone.hidden = true;
    gone.replaceChildren();
    wait.hidden = false;
    wait.textContent = say.wait;
    panel.classList.add("loading");
    panel.append(frame);
    fail(WAIT_MS);
  }
  // Our site is down, or doesn't know this one: say so in the page's own hands.
  function fail(after) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A frame that had spoken stays below: what it shows now may be words of hers that could not be taken.
      if (!ready) {
        frame?.remove();
        frame = null;
      }
      wait.hidden = true;
      gone.hidden = false;
      gone.replaceChildren(make("p", {}, say.gone), again, make("a", { href: `${base}/`, target: "_blank", rel: "noopener" }, say.site));
      if (panel.open) again.focus();
    }, after);
  }
  function open() {
    if (panel.open) return close();
    if (phone.matches) panel.showModal(); // fills the screen: what is behind it can't be reached
    else panel.show(); // beside the page, which stays usable: answers are there to be followed
    launch.setAttribute("aria-expanded", "true");
    if (frame && ready) enter();
    else { load(); shut.focus(); }
  }
  function enter() {
    frame.focus();
    frame.contentWindow.postMessage({ askwell: "opened" }, origin);
  }
  function close() {
    panel.close();
  }

  launch.addEventListener("click", open);
  shut.addEventListener("click", close);
  again.addEventListener("click", () => { load(); shut.focus(); });
  panel.addEventListener("close", () => {
    launch.setAttribute("aria-expanded", "false");
    launch.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    close();
  });
  addEventListener("message", ({ origin: from, source, data }) => {
    if (!frame || source !== frame.contentWindow || from !== origin || !data || typeof data !== "object") return;
    if (data.askwell === "close") close();
    // Asked for only when the customer ticks it in the frame. What follows the path may be a secret of the shop.
    if (data.askwell === "page?") frame.contentWindow.postMessage({ askwell: "page", page: location.origin + location.pathname }, origin);
    if (data.askwell !== "ready") return;
    spoke += 1;
    clearTimeout(timer);
    gone.hidden = true;
    if (!ready) {
      ready = true;
      wait.textContent = "";
      wait.hidden = true;
      panel.classList.remove("loading");
      if (panel.open && panel.contains(root.activeElement)) enter();
    }
  });

  const element = document.createElement("askwell-help");
  const root = element.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  root.append(all);
  // Beside the body: no filter, transform or hidden overflow of the page holds it.
  document.documentElement.append(element);
})();
