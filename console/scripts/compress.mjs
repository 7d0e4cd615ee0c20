// Writes `.br` and `.gz` beside each compressible file: the server sends these as they are.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const COMPRESSIBLE = /\.(js|css|html|svg|json|txt|webmanifest)$/;
const dist = new URL("../dist/", import.meta.url).pathname;

for (const path of readdirSync(dist, { recursive: true }).map((name) => join(dist, name))) {
  if (!statSync(path).isFile() || !COMPRESSIBLE.test(path)) continue;
  const body = readFileSync(path);
  const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } };
  for (const [suffix, packed] of [
    ["br", brotliCompressSync(body, brotli)],
    ["gz", gzipSync(body, { level: 9 })],
  ]) {
    // A packed file that is not smaller would cost the reader time for nothing.
    if (packed.length < body.length) writeFileSync(`${path}.${suffix}`, packed);
    else rmSync(`${path}.${suffix}`, { force: true });
  }
}
