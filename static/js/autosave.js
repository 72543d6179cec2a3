// Saves what is being written: to the server (data-draft-url) a moment after the last key, and to this tab whenever the
// server can't take it (signed out meanwhile, no network), so that nothing typed is lost.
const PAUSE_MS = 1200;
const SKIP = new Set(["csrf_token", "form_key", "password"]);

export default function autosave(form) {
  const status = form.querySelector("[data-draft-status]");
  const key = `askwell:draft:${location.pathname}:${form.id || form.getAttribute("action")}`;
  const url = form.dataset.draftUrl;
  let timer = 0;
  let running = null;
  let sent = false;

  const say = (what) => { if (status) status.textContent = status.dataset[what] ?? ""; };
  const words = () => [...new FormData(form)].filter(([name, value]) => !SKIP.has(name) && typeof value === "string");
  const given = (name) => form.elements.namedItem(name)?.defaultValue;
  let known = words().map(([name, value]) => [name, given(name) ?? value]); // what the server knows
  const keepHere = () => {
    try { sessionStorage.setItem(key, JSON.stringify([known, words()])); return true; } catch { return false; }
  };

  async function save() {
    timer = 0;
    if (sent) return;
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    if (!url) {
      if (keepHere()) form.dispatchEvent(new Event("askwell:saved"));
      return;
    }
    say("saySaving");
    const now = words(), fields = new FormData(form);
    fields.delete("files");
    try {
      const answer = await fetch(url, {
        method: "POST", body: fields, signal, redirect: "error", headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      sessionStorage.removeItem(key);
      known = now;
      if (timer) return; // more was typed meanwhile
      say("saySaved");
      form.dispatchEvent(new Event("askwell:saved"));
    } catch (error) {
      if (error.name === "AbortError") return;
      keepHere();
      say("sayFailed");
    }
  }

  function restore() {
    const [before, kept] = JSON.parse(sessionStorage.getItem(key) ?? "[[],[]]");
    const sent = Object.fromEntries(before);
    for (const [name, value] of kept) {
      const control = form.elements.namedItem(name);
      // Only where the server says what it said then: else its text is newer than this tab's.
      // A group of radio buttons has no type: who reads a text must come back with it.
      if (control && /^(text|textarea|search|email|undefined)$/.test(control.type) && control.value === (sent[name] ?? "")) {
        control.value = value;
      }
    }
  }

  navigator.serviceWorker?.register(document.getElementById("behaviours").dataset.worker).catch(() => {});
  restore();
  const soon = () => {
    sent = false;
    say(""); // "saved" would not be true of the newest words
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE_MS);
  };
  form.addEventListener("input", soon);
  if (String(words()) !== String(known)) soon(); // somebody typed before this script was here
  form.addEventListener("submit", () => {
    sent = true; // leaving hides the page: no draft of what was just sent
    clearTimeout(timer);
    running?.abort();
    sessionStorage.removeItem(key); // from here on the server keeps it, even when it asks to sign in first
  });
  // A tab that is put away may not come back: save now.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer) { clearTimeout(timer); save(); }
  });
}
