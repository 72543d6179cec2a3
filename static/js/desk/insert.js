// What lies beside a reply is put where its cursor stands: <button data-insert="...">, with data-block on lines of its own.
// Without script the button sends the form, which comes back with it.
let here; // the text that somebody was in; until then it goes to the end

document.addEventListener("focusin", ({ target }) => { if (target.name === "body") here = target; });
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  const area = button?.form?.elements.body;
  if (!area) return;
  event.preventDefault();
  if (here !== area) area.setSelectionRange(area.value.length, area.value.length);
  let { insert: text, macro } = button.dataset;
  const before = area.value.slice(0, area.selectionStart);
  if ("block" in button.dataset) text = `${!before || before.endsWith("\n\n") ? "" : "\n\n"}${text}\n`;
  area.focus();
  if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  if (macro) {
    button.form.elements.used.value += ` ${macro}`;
    for (const box of button.form.querySelectorAll(`[data-with="${macro}"]`)) box.hidden = box.disabled = false;
  }
  area.dispatchEvent(new Event("input", { bubbles: true }));
});
