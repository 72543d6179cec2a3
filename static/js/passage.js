// The words that are wrong: what was selected in the text before the form opened stands in its field. Opening the form ends
// the selection, so the last one is remembered.
export default function passage(field) {
  const text = document.querySelector(field.dataset.from);
  const form = field.closest("details");
  if (!text || !form) return;
  let last = "";
  document.addEventListener("selectionchange", () => {
    const now = getSelection();
    if (!now.isCollapsed && text.contains(now.anchorNode) && text.contains(now.focusNode)) last = `${now}`.trim();
  });
  form.addEventListener("toggle", () => {
    if (form.open && last && !field.value) field.value = last.slice(0, field.maxLength);
  });
}
