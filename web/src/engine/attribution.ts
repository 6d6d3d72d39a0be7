/** Which tokens moved the answer: by leaving each out, as helpers/attribution.py. */

import type { Checkpoint } from "./checkpoint";
import { trace } from "./model";

/**
 * How much the logit of a label falls when a token is left out: positive where it spoke for the label, null for the two
 * ends, which always stay.
 */
export function occlusion(checkpoint: Checkpoint, ids: readonly number[], label: number): (number | null)[] {
  const logit = (some: readonly number[]) => trace(checkpoint, some).get("logits")!.data[label];
  const whole = logit(ids);
  return ids.map((_, place) => {
    if (place === 0 || place === ids.length - 1) return null;
    return whole - logit([...ids.slice(0, place), ...ids.slice(place + 1)]);
  });
}
