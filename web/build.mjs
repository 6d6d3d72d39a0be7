/** Make the page's program, and the one that tests talk to. Call: node build.mjs INDEX TARGET */
import { readFile } from "node:fs/promises";
import asc from "assemblyscript/asc";
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

/** The multiplication of matrices as WebAssembly. */
async function kernel() {
  const file = `${target}/kernel.wasm`;
  const options = ["--optimizeLevel", "3", "--runtime", "stub", "--enable", "simd", "--importMemory"];
  const { error, stderr } = await asc.main(["kernel/linear.ts", "--outFile", file, ...options]);
  if (error) throw new Error(String(stderr));
  return instead("kernel-binary", await readFile(file), "binary");
}

const plugins = [await kernel(), instead("checkpoint-index", await readFile(index), "json")];
const worker = await build({
  ...shared,
  entryPoints: ["src/worker.ts"],
  format: "iife",
  write: false,
  plugins,
});
await build({
  ...shared,
  entryPoints: { explorers: "src/page/main.ts" },
  outdir: `${target}/site`,
  format: "iife",
  // The worker's program is a text in the page's: a page that is opened as a file may load no worker from one.
  plugins: [...plugins, instead("worker-source", worker.outputFiles[0].text, "text")],
});
await build({
  ...shared,
  minify: false,
  entryPoints: ["test/server.ts"],
  outfile: `${target}/server.mjs`,
  platform: "node",
  format: "esm",
  plugins,
});
