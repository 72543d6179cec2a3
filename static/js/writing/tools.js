// Tools beside a Markdown text: marks by button or key, pictures by paste and drop, links found by search.
const PAUSE_MS = 250;

export default function tools(editor) {
  const area = editor.querySelector("textarea");
  const bar = editor.querySelector("[data-tools]");
  const status = editor.querySelector("[data-tools-status]");
  const say = (text) => { status.textContent = text; };

  // execCommand keeps the browser's undo; where it is gone, the text is set.
  function put(text, from = area.selectionStart, to = area.selectionEnd) {
    area.focus();
    area.setSelectionRange(from, to);
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, from, to, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function around(before, after, empty) {
    const start = area.selectionStart;
    const chosen = area.value.slice(start, area.selectionEnd) || empty;
    put(before + chosen + after);
    area.setSelectionRange(start + before.length, start + before.length + chosen.length);
  }

  function lines(mark) {
    const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const chosen = area.value.slice(start, area.selectionEnd);
    put(chosen.split("\n").map((line, n) => mark.replace("1", n + 1) + line).join("\n"), start, area.selectionEnd);
  }

  function press(button) {
    const { before, after = "", line, empty = "", block } = button.dataset;
    if (line) lines(line);
    else if (block) {
      const end = area.value.indexOf("\n", area.selectionEnd);
      const at = end < 0 ? area.value.length : end; // below the line, not within it
      put((at ? "\n\n" : "") + block.replaceAll("\\n", "\n"), at, at);
    }
    else around(before, after, empty);
  }

  bar.hidden = false;
  bar.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-before], button[data-line], button[data-block]");
    if (button) press(button);
  });
  area.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    const button = bar.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  async function picture(file) {
    const mark = `![${file.name.replace(/[[\]]/g, "")} …]()`;
    put(mark);
    say(editor.dataset.saySending);
    const body = new FormData();
    body.set("picture", file);
    body.set("csrf_token", area.form.elements.csrf_token.value);
    let text = "";
    try {
      const answer = await fetch(editor.dataset.picturesUrl, { method: "POST", body, headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) text = said.markdown;
      say(answer.ok ? editor.dataset.sayDescribe : said.detail || said.title);
    } catch {
      say(editor.dataset.sayFailed);
    }
    const at = area.value.indexOf(mark);
    if (at < 0) return;
    put(text, at, at + mark.length);
    if (text) area.setSelectionRange(at + 2, at + 2); // between the brackets: what it shows
  }

  const pictures = (list) => [...(list ?? [])].filter((file) => file.type.startsWith("image/"));
  for (const [name, of] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) {
    area.addEventListener(name, (event) => {
      const files = pictures(event[of]?.files);
      if (!files.length) return;
      event.preventDefault();
      files.reduce((before, file) => before.then(() => picture(file)), Promise.resolve());
    });
  }
  bar.querySelector("input[type=file]")?.addEventListener("change", (event) => {
    pictures(event.target.files).forEach(picture);
    event.target.value = "";
  });

  const search = bar.querySelector("input[type=search]");
  const found = bar.querySelector("[data-found]");
  let timer = 0;
  if (!search) return; // posts link by hand
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const words = search.value.trim();
      const answer = await fetch(`${editor.dataset.suggestUrl}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || words !== search.value.trim()) return;
      found.replaceChildren(...(await answer.json()).suggestions.filter((each) => each.url).map((each) => {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "button quiet small", textContent: each.title ?? each.text });
        button.addEventListener("click", () => {
          const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
          put(`[${chosen || button.textContent}](${each.url})`);
          search.closest("details").open = false;
        });
        return button;
      }));
    }, PAUSE_MS);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it would send the whole form
  });
}
