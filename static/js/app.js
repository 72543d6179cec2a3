// Binds behaviours to elements: <form data-behaviour="autosave guard">. Small ones live here; larger ones are modules of
// their own, loaded when a page first needs them from the (hashed) addresses on this script's tag.
const tag = document.getElementById("behaviours");
const bound = new WeakMap();

const fetched = (name) => async (element) => {
  const at = tag.getAttribute(`data-module-${name}`);
  if (at) (await import(at)).default(element);
};

const behaviours = {
  menu, theme, focus, confirm,
  // The search box stands on every page: its script comes with the first touch of it.
  combobox(form) {
    const input = form.querySelector("input[type=search]");
    const start = () => fetched("combobox")(form);
    if (document.activeElement === input) start();
    else input.addEventListener("focus", start, { once: true });
  },
};

function bind(root) {
  const marked = [...root.querySelectorAll("[data-behaviour]")];
  if (root.matches?.("[data-behaviour]")) marked.unshift(root);
  for (const element of marked) {
    const done = bound.get(element) ?? new Set();
    bound.set(element, done);
    for (const name of element.dataset.behaviour.split(" ")) {
      if (done.has(name)) continue;
      done.add(name);
      (behaviours[name] ?? fetched(name))(element);
    }
  }
}

// <details> as a menu: closed by Escape, by a click elsewhere and when focus leaves it.
function menu(details) {
  const shut = () => { details.open = false; };
  document.addEventListener("click", (event) => { if (!details.contains(event.target)) shut(); });
  details.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !details.contains(event.relatedTarget)) shut();
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    shut();
    details.querySelector("summary").focus();
  });
}

// Light or dark by choice, in a cookie, so that the page comes in that colour from the first byte.
function theme(button) {
  const html = document.documentElement;
  const text = button.querySelector("[data-dark]");
  const system = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => (html.dataset.theme ? html.dataset.theme === "dark" : system.matches);
  const say = () => { text.textContent = dark() ? text.dataset.light : text.dataset.dark; };
  button.addEventListener("click", () => {
    html.dataset.theme = dark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `askwell_theme=${html.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    say();
  });
  system.addEventListener("change", say);
  say();
  button.hidden = false;
}

// What went wrong is read out, and keyboards start from there.
function focus(element) {
  element.focus();
}

function confirm(element) {
  element.addEventListener(element.matches("form") ? "submit" : "click", (event) => {
    if (!window.confirm(element.dataset.say)) event.preventDefault();
  });
}

// Where htmx replaces the part that has the focus, it goes on from the like of the pressed control, else from the part itself.
let left;
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
  const now = document.activeElement, kind = now.localName + (now.name ? `[name="${CSS.escape(now.name)}"]` : "");
  left = now !== document.body && target.contains(now) && { kind, at: [...target.querySelectorAll(kind)].indexOf(now) };
});
document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
  if (!left || document.activeElement !== document.body) return;
  const next = elt.querySelector("[data-focus]") ?? elt.querySelectorAll(left.kind)[left.at] ?? elt;
  if (next === elt) elt.tabIndex = -1;
  next.focus();
});

// What is sent and takes a moment says so, on its button and aloud. Where a download ends is not seen.
const working = document.getElementById("working");
let wait, pressed;
const rest = () => {
  clearTimeout(wait);
  pressed?.removeAttribute("aria-busy");
  working.textContent = "";
};
const work = (form, button) => {
  rest();
  if (!form.matches("[data-download], [method=dialog]")) wait = setTimeout(() => {
    (pressed = button)?.setAttribute("aria-busy", "true");
    working.textContent = working.dataset.say;
  }, 300);
};
addEventListener("submit", (event) => { if (!event.defaultPrevented) work(event.target, event.submitter); });
addEventListener("htmx:beforeRequest", ({ detail: { elt, requestConfig: { triggeringEvent: by } } }) => {
  if (/submit|click/.test(by?.type)) work(elt, by.submitter ?? elt);
});
for (const end of ["htmx:afterRequest", "pagehide"]) addEventListener(end, rest);

// htmx, where only presses need it: comes once the page stands, or with the first, which waits.
const later = document.getElementById("later")?.dataset.src;
let coming, came, held;
const come = () => coming ??= new Promise((done) => {
  const script = document.createElement("script");
  script.onload = script.onerror = () => done(came = true);
  script.src = later;
  document.head.append(script);
});
if (later) {
  addEventListener("load", () => setTimeout(come, 1500)); // after the first paint
  document.addEventListener("submit", async (event) => {
    const { target, submitter } = event;
    if (came || document.readyState !== "complete" || !target.closest("[data-hx-post]")) return;
    event.preventDefault();
    event.stopPropagation();
    if (held) return;
    held = true;
    await come();
    submitter.click(); // as htmx reads it
  }, true);
}

bind(document);
document.addEventListener("htmx:load", (event) => bind(event.detail.elt));
