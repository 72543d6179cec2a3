// Completes names behind an @, after the ARIA combobox pattern (list autocomplete). Typing them out works without.
const PAUSE_MS = 160;

export default function mentions(form) {
  const area = form.querySelector("textarea");
  const list = Object.assign(document.createElement("ul"), { className: "names", hidden: true, id: `${area.id}-names` });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "@");
  area.after(list);
  let timer = 0, turn = 0, chosen = 0;

  const typed = () => /(?:^|[^\p{L}\p{N}@/.]|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])@([\p{L}\p{N}-]*)$/u.exec(area.value.slice(0, area.selectionStart));

  function close() {
    turn += 1;
    clearTimeout(timer);
    list.hidden = true;
    for (const name of ["aria-controls", "aria-activedescendant"]) area.removeAttribute(name);
  }

  function choose(index) {
    const rows = [...list.children];
    chosen = (index + rows.length) % rows.length;
    rows.forEach((row, n) => row.setAttribute("aria-selected", String(n === chosen)));
    area.setAttribute("aria-activedescendant", rows[chosen].id);
    rows[chosen].scrollIntoView({ block: "nearest" });
  }

  function put(row) {
    const found = typed();
    if (!found) return close();
    const end = area.selectionStart;
    area.setRangeText(`${row.dataset.key} `, end - found[1].length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    close();
    area.focus();
  }

  async function ask() {
    const mine = ++turn, found = typed();
    if (!found) return close();
    try {
      const answer = await fetch(`${form.dataset.peopleUrl}?q=${encodeURIComponent(found[1])}`, { headers: { Accept: "application/json" }, redirect: "error" });
      const { people } = await answer.json();
      if (mine !== turn) return;
      list.replaceChildren(...people.map(({ key, name }, n) => {
        const row = Object.assign(document.createElement("li"), { id: `${list.id}-${n}`, textContent: name });
        row.dataset.key = key;
        row.setAttribute("role", "option");
        row.append(Object.assign(document.createElement("span"), { className: "soft", textContent: `@${key}` }));
        return row;
      }));
      if (!people.length) return close();
      list.hidden = false;
      area.setAttribute("aria-controls", list.id);
      choose(0);
    } catch { close(); /* an extra */ }
  }

  area.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing || !typed()) return close();
    timer = setTimeout(ask, PAUSE_MS);
  });
  area.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) choose(chosen + step);
    else if (event.key === "Enter" || event.key === "Tab") put(list.children[chosen]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the focus stays in the text
    const row = event.target.closest("li");
    if (row) put(row);
  });
  area.addEventListener("blur", close);
}
