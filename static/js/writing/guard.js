// Asks before a page with unsaved words is left. Autosave says "askwell:saved" when they are safe.
export default function guard(form) {
  let unsaved = false;
  const warn = (event) => { event.preventDefault(); };
  const set = (value) => {
    if (value === unsaved) return;
    unsaved = value;
    (value ? addEventListener : removeEventListener)("beforeunload", warn);
  };
  form.addEventListener("input", () => set(true));
  form.addEventListener("askwell:saved", () => set(false));
  form.addEventListener("submit", () => set(false));
}
