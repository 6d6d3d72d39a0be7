/** The index that tools/shards.py writes. This declares its type: build.mjs puts the file itself in its place. */

import type { Index } from "./engine/checkpoint";

declare const index: Index;
export default index;
