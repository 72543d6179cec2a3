// Similar questions while somebody writes theirs: title and text go to the server a moment after the last key; the newest
// answer is shown and its number is said, politely, without moving anything that has the focus. Buttons in it that only
// change it (data-again) or a field of the form (data-take) need no new page.
const PAUSE_MS = 600;
const ENOUGH = 8; // characters: less says nothing yet

export default function askSuggestions(section) {
  const form = document.getElementById(section.dataset.form);
  const here = section.querySelector("[data-here]");
  const say = section.querySelector("[data-say]");
  if (!form || !here) return;
  let timer = 0;
  let turn = 0;
  let asked = "";

  async function show(url, fields, pressed) {
    const mine = ++turn;
    fields.delete("files");
    try {
      const answer = await fetch(url, {
        method: "POST", body: fields, redirect: "error", headers: { Accept: "text/html", "HX-Request": "true" },
      });
      if (mine !== turn) return;
      if (!answer.ok) throw new Error(answer.status);
      if (!pressed && here.contains(document.activeElement)) { asked = ""; return; } // somebody is busy in there
      here.innerHTML = await answer.text();
      const found = here.querySelectorAll("[data-suggestion]").length;
      say.textContent = found ? section.dataset.saySome.replace("{n}", found) : "";
      if (pressed) (here.querySelector("[data-focus]") ?? section).focus();
    } catch {
      // An extra: asking works without it, and a press works without this script.
      if (pressed) { pressed.removeAttribute("data-again"); pressed.click(); }
    }
  }

  function ask() {
    const fields = new FormData(form);
    const words = `${fields.get("title") ?? ""} ${fields.get("body") ?? ""}`.trim();
    if (words === asked || [...words].length < (/[^\u0000-\u024f]/.test(words) ? 3 : ENOUGH)) return;
    asked = words;
    show(section.dataset.suggestUrl, fields);
  }

  here.addEventListener("click", (event) => {
    const button = event.target.closest("[data-again], [data-take]");
    if (!button) return;
    event.preventDefault();
    if ("again" in button.dataset) {
      const fields = new FormData(form);
      fields.set(button.name, button.value);
      show(button.formAction, fields, button);
      return;
    }
    const [name, value] = button.value.split(/ (.*)/);
    const field = form.elements[name];
    field.value = name === "tags" && field.value.trim() ? `${field.value}, ${value}` : value;
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
    button.remove();
    field.focus();
  });

  form.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  form.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); });
  ask();
}
