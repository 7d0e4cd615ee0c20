/** The server under test: `WELKIN_URL` with `WELKIN_TOKEN`, or the fake server. */
export const FAKE_URL = "http://127.0.0.1:7602";
export const URL = (process.env["WELKIN_URL"] ?? FAKE_URL).replace(/\/+$/, "");
export const TOKEN = process.env["WELKIN_TOKEN"] ?? "demo-token";
