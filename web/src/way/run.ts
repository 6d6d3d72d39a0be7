/** One text through the classifier, with everything that the page shows of it. */

import type { Checkpoint } from "../engine/checkpoint";
import { answersOf } from "../engine/layers";
import { type Options, stateNames, type Trace, trace } from "../engine/model";
import type { Piece } from "../engine/pieces";
import { cosine, mean } from "../engine/vectors";
import { type Engine, readText } from "../explorers/base";

/** So many tokens are drawn; a longer text is answered only. */
export const MOST_DRAWN = 64;

export interface Run {
  readonly text: string;
  /** Every piece of the text, also those that the model does not read. */
  readonly whole: readonly Piece[];
  readonly pieces: readonly Piece[];
  readonly ids: readonly number[];
  readonly steps: Trace;
  /** What the head makes of the first vector before the first layer and after each: probabilities. */
  readonly answers: readonly Float32Array[];
  /** The model's own answer: the last of these. */
  readonly answer: Float32Array;
}

/** Forward passes of the texts that were shown last: a touch that changes what is shown of them needs no new one. */
const kept = new Map<string, Trace>();
const KEPT = 4;

export async function runOf(engine: Engine, text: string): Promise<Run> {
  const { whole, kept: pieces, ids } = await readText(engine, text);
  const steps = traced(engine.checkpoint, ids);
  return {
    text,
    whole,
    pieces,
    ids,
    steps,
    answers: answersOf(engine.checkpoint, steps),
    answer: steps.get("probabilities")!.data,
  };
}

function traced(checkpoint: Checkpoint, ids: readonly number[]): Trace {
  const key = ids.join();
  const steps = kept.get(key) ?? trace(checkpoint, ids);
  kept.delete(key);
  kept.set(key, steps);
  for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
  return steps;
}

/** One token's vector in a step of shape (tokens, width). */
export function row(steps: Trace, name: string, token: number): Float32Array {
  const { shape, data } = steps.get(name)!;
  return data.subarray(token * shape[1], (token + 1) * shape[1]);
}

/** How much a token takes from each, in a head. */
export function reading({ steps, ids }: Run, layer: number, head: number, looks: number): Float32Array {
  const begin = (head * ids.length + looks) * ids.length;
  return steps.get(`layer.${layer}.attention`)!.data.subarray(begin, begin + ids.length);
}

/** How much a token takes from each, in every head: layer by layer. */
export function readings({ index }: Checkpoint, run: Run, looks: number): Float32Array[] {
  const { num_hidden_layers: layers, num_attention_heads: heads } = index.config;
  return Array.from({ length: layers * heads }, (_, place) =>
    reading(run, Math.floor(place / heads), place % heads, looks),
  );
}

/** How much the first token takes from each, on the mean over all heads of all layers. */
export function meanReading(checkpoint: Checkpoint, run: Run): Float32Array {
  return mean(readings(checkpoint, run, 0));
}

/** Answers with something hidden, of the text that was asked about last: a guide and a chapter ask for the same ones. */
let hiddenOf = "";
const hidden = new Map<string, Float32Array>();

function answerWith(checkpoint: Checkpoint, ids: readonly number[], options: Options): Float32Array {
  const text = ids.join();
  if (text !== hiddenOf) hidden.clear();
  hiddenOf = text;
  const key = JSON.stringify(options);
  const answer = hidden.get(key) ?? trace(checkpoint, ids, { ...options, answerOnly: true }).get("probabilities")!.data;
  hidden.set(key, answer);
  return answer;
}

/** The answer when no piece reads some places. */
export function hiddenFromAll(checkpoint: Checkpoint, { ids }: Run, places: readonly number[]): Float32Array {
  return answerWith(checkpoint, ids, { mask: ids.map((_, place) => (places.includes(place) ? 0 : 1)) });
}

/** The answer when the first piece alone does not read some places. */
export function hiddenFromFirst(checkpoint: Checkpoint, { ids }: Run, places: readonly number[]): Float32Array {
  return answerWith(checkpoint, ids, { cut: places.map((place) => [0, place] as const) });
}

/** How alike the first tokens' vectors of two texts are before the first layer and after each. */
export function likeness(checkpoint: Checkpoint, first: Run, second: Run): number[] {
  return stateNames(checkpoint).map((name) => cosine(row(first.steps, name, 0), row(second.steps, name, 0)));
}
