// Reads jobs from standard input, one JSON a line ({"url", "preset": "mobile" | "desktop", "lang", "categories"}), and writes
// for each one line of figures. One Chromium serves all jobs; Lighthouse empties its cache and storage before each visit.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";
import * as launcher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const { version } = createRequire(import.meta.url)("lighthouse/package.json");
const flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"];
const chrome = await launcher.launch({ chromeFlags: flags, logLevel: "silent" });

const rounded = (audits, id, digits = 0) => {
  const value = audits[id]?.numericValue;
  return value === undefined ? null : Number(value.toFixed(digits));
};

function figures(lhr) {
  const { audits, categories } = lhr;
  const requests = (audits["network-requests"]?.details?.items ?? []).filter((one) => one.url.startsWith("http"));
  const failing = Object.values(categories).flatMap((category) =>
    category.auditRefs
      .filter((ref) => ref.weight > 0 && audits[ref.id].score !== null && audits[ref.id].score < 0.9)
      .map((ref) => `${category.id}: ${ref.id}`));
  return {
    lcp_ms: rounded(audits, "largest-contentful-paint"),
    fcp_ms: rounded(audits, "first-contentful-paint"),
    tbt_ms: rounded(audits, "total-blocking-time"),
    cls: rounded(audits, "cumulative-layout-shift", 4),
    server_ms: rounded(audits, "server-response-time"),
    bytes: requests.reduce((sum, one) => sum + one.transferSize, 0),
    requests: requests.length,
    scores: Object.fromEntries(Object.values(categories).map((one) => [one.id, Math.round(100 * one.score)])),
    failing: [...new Set(failing)],
    sent: requests.map((one) => [new URL(one.url).pathname, one.transferSize]),
    browser: lhr.environment.hostUserAgent.match(/Chrome\/\S+/)?.[0] ?? "",
    lighthouse: version,
    error: lhr.runtimeError?.message ?? null,
  };
}

try {
  for await (const line of createInterface({ input: process.stdin })) {
    const job = JSON.parse(line);
    const result = await lighthouse(job.url, {
      port: chrome.port,
      output: "json",
      logLevel: "silent",
      onlyCategories: job.categories,
      extraHeaders: { "Accept-Language": job.lang },
    }, job.preset === "desktop" ? desktopConfig : undefined);
    console.log(JSON.stringify(figures(result.lhr)));
  }
} finally {
  chrome.kill();
}
