// Live preview of Markdown: opened by its button, then follows the typing. The server renders, with the same rules as the post.
const PAUSE_MS = 350;

export default function preview(editor) {
  const button = editor.querySelector("[data-preview]");
  const panel = editor.querySelector(".preview");
  const here = editor.querySelector("[data-preview-here]");
  const textarea = editor.querySelector("textarea");
  let timer = 0;
  let latest = 0;

  async function show() {
    const turn = ++latest;
    const body = new FormData();
    body.set("body", textarea.value);
    body.set("csrf_token", textarea.form?.elements.csrf_token?.value ?? "");
    try {
      const answer = await fetch(editor.dataset.previewUrl, {
        method: "POST", body, redirect: "error", headers: { Accept: "text/html", "HX-Request": "true" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (turn === latest) here.innerHTML = html; // sanitised by the server
    } catch {
      if (turn === latest) here.textContent = editor.dataset.sayFailed;
    }
  }

  button.hidden = false;
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", (event) => {
    event.preventDefault();
    panel.hidden = !panel.hidden;
    button.setAttribute("aria-expanded", String(!panel.hidden));
    if (!panel.hidden) show();
  });
  textarea.addEventListener("input", () => {
    clearTimeout(timer);
    if (!panel.hidden) timer = setTimeout(show, PAUSE_MS);
  });
}
