// Similar questions while somebody writes theirs: title and text go to the server a moment after the last key; the newest
// answer is shown and its number is said, politely, without moving anything that has the focus.
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

  async function ask() {
    const fields = new FormData(form);
    const words = `${fields.get("title") ?? ""} ${fields.get("body") ?? ""}`.trim();
    if (words === asked || [...words].length < (/[^\u0000-\u024f]/.test(words) ? 3 : ENOUGH)) return;
    asked = words;
    const mine = ++turn;
    try {
      const answer = await fetch(section.dataset.suggestUrl, {
        method: "POST", body: fields, redirect: "error", headers: { Accept: "text/html", "HX-Request": "true" },
      });
      if (!answer.ok || mine !== turn) return;
      if (here.contains(document.activeElement)) { asked = ""; return; } // somebody is busy in there
      here.innerHTML = await answer.text();
      const found = here.querySelectorAll("[data-suggestion]").length;
      say.textContent = found ? section.dataset.saySome.replace("{n}", found) : "";
    } catch { /* an extra: asking works without it */ }
  }

  form.addEventListener("input", (event) => {
    if (event.isComposing) return;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  form.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE_MS); });
  ask();
}
