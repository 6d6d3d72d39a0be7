/** Make the page's program, and the one that tests talk to. Call: node build.mjs INDEX TARGET */
import { build } from "esbuild";

const [index, target] = process.argv.slice(2);
const shared = { bundle: true, alias: { "checkpoint-index": index }, legalComments: "none", logLevel: "warning" };

await build({
  ...shared,
  entryPoints: ["test/server.ts"],
  outfile: `${target}/server.mjs`,
  platform: "node",
  format: "esm",
});
