// When the network is away: a page that says so, in the colours and language of the site, with what was just being sent
// in it, to be sent again. Nothing else is kept and nothing else is answered from here. Registered by the first form that
// somebody writes in, so a reader's browser holds nothing of it.
const CACHE = "askwell-offline-1";
const PAGE = new URL("offline", self.registration.scope).href;
const SECRET = /^(password|new_password|code|csrf_token|form_key)$/;

async function fill() {
  const cache = await caches.open(CACHE);
  const page = await fetch(PAGE, { cache: "reload" });
  if (!page.ok) throw new Error(page.status);
  await cache.put(PAGE, page.clone());
  const sheets = [...(await page.text()).matchAll(/<link rel="stylesheet" href="([^"]+)"/g)];
  await cache.addAll(sheets.map(([, href]) => new URL(href.replaceAll("&amp;", "&"), PAGE).href));
}

const escaped = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function field([name, value]) {
  if (typeof value !== "string") return ""; // a file has to be chosen again
  if (SECRET.test(name) || !value.includes(" ")) {
    return name.startsWith("password") || name === "code" ? "" : `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`;
  }
  return `<textarea name="${escaped(name)}" rows="${Math.min(12, 2 + value.length / 60 | 0)}" aria-labelledby="typed">\n${escaped(value)}</textarea>`;
}

async function away(url, sent) {
  const page = await caches.match(PAGE);
  if (!page) return Response.error();
  let html = (await page.text()).replace(/"[^"]*\/offline\?address="/g, () => `"${escaped(url)}"`);
  const fields = sent ? [...await sent.formData().catch(() => [])].map(field).join("") : "";
  if (fields) html = html.replace("<!--fields-->", () => fields).replace('id="kept" hidden', 'id="kept"');
  return new Response(html, { status: 503, headers: page.headers });
}

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(fill());
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    const sent = request.method === "POST" ? request.clone() : null;
    event.respondWith(fetch(request).catch(() => away(request.url, sent)));
  } else if (request.destination === "style") {
    event.respondWith(fetch(request).catch(() => caches.match(request).then((kept) => kept ?? Response.error())));
  }
});
