// Prints the gzip size of every script and style, and fails above the budget.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = { total: 350_000, firstRoute: 180_000 };
const FIRST_ROUTE = "src/pages/overview/OverviewPage.tsx";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("files.json", dist), "utf8"));
const size = (file) => gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
const kb = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`;

const files = readdirSync(dist, { recursive: true }).filter((name) => /\.(js|css)$/.test(name));
const sizes = new Map(files.map((file) => [file, size(file)]));
for (const [file, bytes] of [...sizes].sort((a, b) => b[1] - a[1])) console.log(`${kb(bytes)}  ${file}`);

const total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
const first = [...loadedBy("index.html", FIRST_ROUTE)].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0);
console.log(`${kb(total)}  all scripts and styles (budget ${kb(BUDGET.total).trim()})`);
console.log(`${kb(first)}  first route (budget ${kb(BUDGET.firstRoute).trim()})`);
if (total > BUDGET.total || first > BUDGET.firstRoute) {
  console.error("console: over the size budget");
  process.exit(1);
}

/** Every file that the given entries load at once, through static imports. */
function loadedBy(...entries) {
  const seen = new Set();
  const out = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    out.add(chunk.file);
    for (const css of chunk.css ?? []) out.add(css);
    for (const next of chunk.imports ?? []) visit(next);
  };
  entries.forEach(visit);
  return out;
}
