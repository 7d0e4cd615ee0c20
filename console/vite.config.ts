import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env["WELKIN_URL"] ?? "http://127.0.0.1:7601";

export default defineConfig({
  plugins: [react()],
  // Inlined assets would become `data:` fonts or scripts, which the page's policy forbids.
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, manifest: "files.json", license: { fileName: "licenses.md" } },
  server: { proxy: { "/api": api } },
});
