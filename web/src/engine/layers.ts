/** What happens between the embeddings and the head, as helpers/layers.py. */

import type { Checkpoint } from "./checkpoint";
import { classifier, type Head, softmax, stateNames, type Trace, trace } from "./model";

/** One text on its way through the layers. */
export interface Inside {
  /** For each layer, (heads, tokens, tokens) in one row; the row of a token that looks adds up to 1. */
  readonly attention: Float32Array[];
  /** What the classification head makes of the vector of `<s>` before the first layer and after each: probabilities. */
  readonly answers: Float32Array[];
}

/** Run one text through the layers, with some heads switched off. */
export function lookInside(checkpoint: Checkpoint, ids: readonly number[], off: readonly Head[] = []): Inside {
  const steps = trace(checkpoint, ids, { off });
  const layers = Array.from({ length: checkpoint.index.config.num_hidden_layers }, (_, layer) => layer);
  return {
    attention: layers.map((layer) => steps.get(`layer.${layer}.attention`)!.data),
    answers: answersOf(checkpoint, steps),
  };
}

/** What the classification head makes of the first vector before the first layer and after each: probabilities. */
export function answersOf(checkpoint: Checkpoint, steps: Trace): Float32Array[] {
  const width = checkpoint.index.config.hidden_size;
  return stateNames(checkpoint).map((name) =>
    softmax(classifier(checkpoint, steps.get(name)!.data.subarray(0, width)).logits),
  );
}
