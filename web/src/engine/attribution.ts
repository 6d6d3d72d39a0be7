/** Which tokens moved the answer: by leaving each out, as helpers/attribution.py. */

import type { Checkpoint } from "./checkpoint";
import { trace } from "./model";

/**
 * How much the logit of a label falls when a token is left out: positive where it spoke for the label, null for the two
 * ends, which always stay. The model runs once for each token; between two runs, `rest` is waited for.
 */
export async function occlusion(
  checkpoint: Checkpoint,
  ids: readonly number[],
  label: number,
  rest: () => Promise<void> = async () => {},
): Promise<(number | null)[]> {
  const logit = (some: readonly number[]) => trace(checkpoint, some, { answerOnly: true }).get("logits")!.data[label];
  const whole = logit(ids);
  const falls: (number | null)[] = [];
  for (let place = 0; place < ids.length; place++) {
    await rest();
    const isEnd = place === 0 || place === ids.length - 1;
    falls.push(isEnd ? null : whole - logit([...ids.slice(0, place), ...ids.slice(place + 1)]));
  }
  return falls;
}
