// Suggestions under a search box, after the ARIA combobox pattern (list autocomplete, manual selection). The server answers a
// bare <ul> of <li data-href="...">. Enter without a chosen row searches as ever.
const PAUSE_MS = 140;

// Letters and accents on their way to become hanzi, kana or é are no words yet ("しはr"); kana and hangul alone are. Keyboards of
// Android compose every word, so there latin letters are words for those who don't read Chinese or Japanese.
const latinIsHalf = !/Android/.test(navigator.userAgent) || /^(zh|ja)/.test(document.documentElement.lang);
const isWord = (data) => /^[\p{L}\p{M}ー]+$/u.test(latinIsHalf ? data.replace(/\p{Script=Latin}/gu, "?") : data);

export default function combobox(form) {
  const input = form.querySelector("input[type=search]");
  if (input.getAttribute("role") === "combobox") return;
  const list = document.createElement("div");
  const status = document.createElement("p");
  list.className = "suggest-list";
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${input.id}-list`, autocapitalize: "off",
  })) input.setAttribute(name, value);

  let rows = [];
  let chosen = -1;
  let timer = 0;
  let turn = 0;
  let shown = null;
  let request = null;

  function close() {
    turn += 1; // an answer still on its way is stale now
    request?.abort();
    clearTimeout(timer);
    list.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function open() {
    list.hidden = rows.length === 0;
    input.setAttribute("aria-expanded", String(rows.length > 0));
  }

  function choose(index) {
    rows[chosen]?.removeAttribute("aria-selected");
    chosen = index;
    if (!rows[index]) return input.removeAttribute("aria-activedescendant");
    rows[index].setAttribute("aria-selected", "true");
    rows[index].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", rows[index].id);
  }

  function follow(row, event) {
    const href = row.dataset.href;
    if (event.ctrlKey || event.metaKey) window.open(href, "_blank", "noopener");
    else location.assign(href);
  }

  async function ask() {
    const words = input.value.trim();
    const mine = ++turn;
    request?.abort();
    if (words.length < (/[^\u0000-\u024f]/.test(words) ? 1 : 2)) { rows = []; shown = null; return close(); }
    if (words === shown) return open();
    request = new AbortController();
    const url = new URL(form.dataset.suggestUrl, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, { headers: { Accept: "text/html", "HX-Request": "true" }, signal: request.signal });
      const html = answer.ok ? await answer.text() : "";
      if (mine !== turn || document.activeElement !== input) return;
      fill(html);
      shown = words;
    } catch { /* suggestions are an extra: searching works without them */ }
  }

  function fill(html) {
    list.innerHTML = html;
    const ul = list.querySelector("ul");
    rows = ul ? [...ul.querySelectorAll("li[data-href]")] : [];
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    if (ul) {
      ul.id = `${input.id}-list`;
      ul.setAttribute("role", "listbox");
      ul.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
    }
    rows.forEach((row, index) => {
      row.id = `${input.id}-row-${index}`;
      row.setAttribute("role", "option");
    });
    status.textContent = rows.length ? form.dataset.saySome.replace("{n}", rows.length) : form.dataset.sayNone;
    open();
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing && !isWord(event.data ?? "")) return;
    timer = setTimeout(ask, PAUSE_MS);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // these keys belong to the input method
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!isOpen) { if (event.key === "ArrowDown") ask(); return; }
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(chosen + step >= rows.length ? -1 : chosen + step < -1 ? rows.length - 1 : chosen + step);
    } else if (event.key === "Enter" && isOpen && rows[chosen]) {
      event.preventDefault();
      follow(rows[chosen], event);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (event) => {
    const row = event.target.closest("li[data-href]");
    if (row) follow(row, event);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
  // Words typed while this module was still on its way.
  if (input === document.activeElement && input.value !== input.defaultValue) ask();
}
