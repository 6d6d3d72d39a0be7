/** Heads that are switched off, as a setting. */

import type { Head } from "../engine/model";

/** Read heads that are off, written as `0.1 3.0`: head 1 of layer 0, head 0 of layer 3. */
export function parseHeads(text: string): Head[] {
  return [...text.matchAll(/(\d+)\.(\d+)/g)]
    .map(([, layer, head]): Head => [Number(layer), Number(head)])
    .sort(([a, b], [c, d]) => a - c || b - d);
}
