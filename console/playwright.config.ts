import { defineConfig } from "@playwright/test";
import { FAKE_URL, TOKEN, URL } from "./tests/target";

export default defineConfig({
  testDir: "tests",
  workers: 1,
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    baseURL: URL,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: process.env["WELKIN_CHROMIUM"] ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  // Without a server to test against, the built console is tested over the fake one.
  ...(URL === FAKE_URL ? { webServer: { command: `node dev/fake-server.mjs --port ${new globalThis.URL(FAKE_URL).port}`, url: FAKE_URL, env: { WELKIN_TOKEN: TOKEN }, reuseExistingServer: false } } : {}),
});
