import { existsSync, readFileSync } from "node:fs";
import { extname, join, normalize } from "node:path";

const dist = new URL("../dist/", import.meta.url).pathname;
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };

/** Sends a built file, its `.br` or `.gz` form where the browser takes it, or the page itself for a deep link. */
export function sendFile(path, request, response) {
  const wanted = normalize(join(dist, path));
  const asset = wanted.startsWith(dist) && extname(wanted) !== "" && existsSync(wanted);
  if (!asset && extname(path) !== "") return response.writeHead(404).end();
  const file = asset ? wanted : join(dist, "index.html");
  const accepted = request.headers["accept-encoding"] ?? "";
  const form = [["br", ".br"], ["gzip", ".gz"]].find(([name, suffix]) => accepted.includes(name) && existsSync(file + suffix));
  const headers = { "content-type": TYPES[extname(file)] ?? "application/octet-stream", vary: "accept-encoding" };
  headers["cache-control"] = path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  if (form) headers["content-encoding"] = form[0];
  response.writeHead(200, headers).end(readFileSync(form ? file + form[1] : file));
}
