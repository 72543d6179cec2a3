// Quotes a post, or what is selected in it, into the answer: nothing that is typed there gets lost. Without script the link does.
let last = "", from = null; // pressing the link ends the selection, so the last one is remembered
document.addEventListener("selectionchange", () => {
  const now = getSelection(), text = now.anchorNode?.parentElement?.closest(".prose");
  if (!now.isCollapsed && text?.contains(now.focusNode)) { last = `${now}`.trim(); from = text; }
});

export default function quote(link) {
  const area = document.querySelector("#answer textarea");
  if (!area) return;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    const text = document.querySelector(link.dataset.from);
    const words = (from === text && last) || text.innerText.trim();
    const lines = `${link.dataset.head}\n\n${words}`.split("\n").map((line) => `> ${line}`.trimEnd());
    const before = area.value.trimEnd();
    area.value = `${before && `${before}\n\n`}${lines.join("\n")}\n\n`;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
    last = "";
  });
}
