// Single keys on the desk: an element says which one is its own by data-key; j and k walk the rows. Never while typing.
const fields = "input, textarea, select, [contenteditable]";

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches?.(fields)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "j" || event.key === "k") {
    const rows = [...document.querySelectorAll("[data-row]")];
    const here = rows.indexOf(document.activeElement);
    rows[event.key === "j" ? here + 1 : Math.max(here, 1) - 1]?.focus();
    return;
  }
  const found = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!found) return;
  event.preventDefault();
  for (let box = found.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  if (found.matches("dialog")) found.showModal();
  else if (found.matches(fields)) found.focus();
  else found.click();
});
