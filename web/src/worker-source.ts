/** The text of the worker's program. This declares its type: build.mjs puts the text itself in its place. */

declare const source: string;
export default source;
