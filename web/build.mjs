/** Make the page's program, and the one that tests talk to. Call: node build.mjs INDEX TARGET */
import { readFile } from "node:fs/promises";
import { build } from "esbuild";

const [index, target] = process.argv.slice(2);
const shared = { bundle: true, minify: true, target: "es2022", legalComments: "none", logLevel: "warning" };

/** Put contents in the place of the module of that name in src/, which declares its type. */
function instead(name, contents, loader) {
  return {
    name,
    setup({ onLoad }) {
      onLoad({ filter: new RegExp(`/src/${name}\\.ts$`) }, () => ({ contents, loader }));
    },
  };
}

const checkpoint = instead("checkpoint-index", await readFile(index), "json");
const worker = await build({
  ...shared,
  entryPoints: ["src/worker.ts"],
  format: "iife",
  write: false,
  plugins: [checkpoint],
});
await build({
  ...shared,
  entryPoints: { explorers: "src/page/main.ts" },
  outdir: `${target}/site`,
  format: "iife",
  // The worker's program is a text in the page's: a page that is opened as a file may load no worker from one.
  plugins: [checkpoint, instead("worker-source", worker.outputFiles[0].text, "text")],
});
await build({
  ...shared,
  minify: false,
  entryPoints: ["test/server.ts"],
  outfile: `${target}/server.mjs`,
  platform: "node",
  format: "esm",
  plugins: [checkpoint],
});
