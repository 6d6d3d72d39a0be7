/** kernel/linear.ts as WebAssembly. This declares its type: build.mjs puts the bytes themselves in its place. */

declare const binary: Uint8Array;
export default binary;
