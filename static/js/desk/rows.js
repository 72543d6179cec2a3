// Work through a list by keys: J and K go from row to row, X chooses. Enter follows the link, as always.
export default function rows(list) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const links = [...list.querySelectorAll(".row-title a")];
    const here = links.findIndex((link) => link.closest(".row").contains(document.activeElement));
    const step = { j: 1, k: -1 }[event.key];
    if (step) links[Math.min(links.length - 1, Math.max(0, here + step))]?.focus();
    else if (event.key === "x") document.activeElement.closest(".row")?.querySelector("input[type=checkbox]")?.click();
    else return;
    event.preventDefault();
  });
}
