/** What happens between the embeddings and the head, as helpers/layers.py. */

import type { Checkpoint } from "./checkpoint";
import { classifier, type Head, softmax, trace } from "./model";

/** One text on its way through the layers. */
export interface Inside {
  /** For each layer, (heads, tokens, tokens) in one row; the row of a token that looks adds up to 1. */
  readonly attention: Float32Array[];
  /** What the classification head makes of the vector of `<s>` before the first layer and after each: probabilities. */
  readonly answers: Float32Array[];
}

/** Run one text through the layers, with some heads switched off. */
export function lookInside(checkpoint: Checkpoint, ids: readonly number[], off: readonly Head[] = []): Inside {
  const { num_hidden_layers, hidden_size } = checkpoint.index.config;
  const steps = trace(checkpoint, ids, { off });
  const layers = Array.from({ length: num_hidden_layers }, (_, layer) => layer);
  const states = ["embeddings", ...layers.map((layer) => `layer.${layer}.output`)].map((name) => steps.get(name)!.data);
  return {
    attention: layers.map((layer) => steps.get(`layer.${layer}.attention`)!.data),
    answers: states.map((data) => softmax(classifier(checkpoint, data.subarray(0, hidden_size)).logits)),
  };
}
