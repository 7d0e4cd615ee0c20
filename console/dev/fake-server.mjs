// A stand-in for the Welkin server: the contract of ../openapi.json over fixed data, with the real page headers.
// `node dev/fake-server.mjs [--port 7601] [--empty] [--quiet-stream] [--assets 100000]`
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { Api } from "./api.mjs";
import { sendFile } from "./static.mjs";

const { values: options } = parseArgs({ options: { port: { type: "string", default: "7601" }, empty: { type: "boolean" }, "quiet-stream": { type: "boolean" }, assets: { type: "string", default: "0" } } });
const TOKEN = process.env.WELKIN_TOKEN ?? "demo-token";
const sessions = new Set();
const api = new Api({ empty: options.empty ?? false, live: !options["quiet-stream"], assets: Number(options.assets) });

const CSP = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

createServer(async (request, response) => {
  response.setHeader("content-security-policy", CSP);
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  const url = new URL(request.url, "http://localhost");
  if (!url.pathname.startsWith("/api/v1/")) return sendFile(url.pathname, request, response);
  const path = url.pathname.slice("/api/v1".length);
  try {
    if (path === "/session" && request.method === "POST") return await signIn(request, response);
    const session = /welkin_session=(\w+)/.exec(request.headers.cookie ?? "")?.[1];
    const known = sessions.has(session) || request.headers.authorization === `Bearer ${TOKEN}`;
    if (path === "/session" && request.method === "DELETE") {
      sessions.delete(session);
      return response.writeHead(204, { "set-cookie": "welkin_session=; Max-Age=0; Path=/" }).end();
    }
    if (!known) return fail(response, 401, "unauthorized", "sign in with the admin token");
    if (path === "/session") return json(response, 200, { authenticated: true });
    await api.answer({ method: request.method, path, query: url.searchParams, body: () => bodyOf(request), request, response, json: (code, value) => json(response, code, value) });
  } catch (error) {
    fail(response, error.status ?? 500, error.code ?? "internal", error.message);
  }
}).listen(Number(options.port), "127.0.0.1", () => console.log(`fake welkin: http://127.0.0.1:${options.port}\ntoken: ${TOKEN}`));

async function signIn(request, response) {
  const { token } = JSON.parse(await bodyOf(request));
  if (token !== TOKEN) return fail(response, 401, "unauthorized", "the token is not the admin token of this server");
  const session = randomBytes(16).toString("hex");
  sessions.add(session);
  response.writeHead(204, { "set-cookie": `welkin_session=${session}; HttpOnly; SameSite=Strict; Path=/` }).end();
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

function json(response, code, value) {
  response.writeHead(code, { "content-type": "application/json", "cache-control": "no-store" }).end(JSON.stringify(value));
}

function fail(response, code, name, message) {
  json(response, code, { error: { code: name, message, detail: null } });
}
