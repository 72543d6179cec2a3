// In the frame on another site: speaks with the page around it, and with nobody else. That page is known by its origin,
// which the server put here because an admin listed it; the browser says who a message is from.
(() => {
  "use strict";
  const site = document.documentElement.dataset.site;
  const framed = site && parent !== window;
  const say = (what) => { if (framed) parent.postMessage({ askwell: what }, site); };
  const search = document.getElementById("help-search");
  const box = document.querySelector("[data-page-around]");
  const tick = box?.querySelector("[type=checkbox]");
  const page = box?.querySelector("[type=hidden]");

  function tell(address) {
    page.value = address;
    box.querySelector("[data-page-shown]").textContent = address;
  }

  addEventListener("message", ({ origin, source, data }) => {
    if (!framed || source !== parent || origin !== site || !data || typeof data !== "object") return;
    if (data.askwell === "opened" && matchMedia("(pointer: fine)").matches) search?.focus();
    // Told only when it was asked for, and asked for only when the customer ticks it.
    if (data.askwell === "page" && tick?.checked && typeof data.page === "string" && data.page.startsWith(`${site}/`)) tell(data.page);
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented && !event.isComposing) say("close");
  });
  if (framed && box) {
    box.hidden = false;
    tick.addEventListener("change", () => (tick.checked ? say("page?") : tell("")));
  }
  // Each page is a new one to a screen reader: it starts to read where the news is.
  (document.querySelector("[role=alert][tabindex]") ?? document.querySelector("[data-focus]"))?.focus();
  say("ready");
})();
