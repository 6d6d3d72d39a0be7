import { fileURLToPath } from "node:url";

const kernel = fileURLToPath(new URL("../build/web/kernel.wasm", import.meta.url));

/** Unit tests multiply with the kernel that `python -m tools.web build` has made. */
export default {
  plugins: [
    {
      name: "kernel-binary",
      enforce: "pre" as const,
      load(id: string) {
        if (!id.endsWith("/src/kernel-binary.ts")) return null;
        return `import { readFileSync } from "node:fs"; export default readFileSync(${JSON.stringify(kernel)});`;
      },
    },
  ],
};
