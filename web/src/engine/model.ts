/** The forward pass of the classifier, step by step: every tensor under the name that helpers/trace.py gives it. */

import type { Checkpoint } from "./checkpoint";

/** Numbers in rows, each `width` long. */
export interface Rows {
  readonly data: Float32Array;
  readonly width: number;
}

/** Attention weights: (heads, tokens, tokens), or any other table by its shape. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export type Trace = Map<string, Tensor>;

/** A layer and one of its heads, both from 0. */
export type Head = readonly [layer: number, head: number];

/** A place that looks, and one that it does not read. */
export type Cut = readonly [looks: number, seen: number];

export interface Options {
  /** 1 for a place that is read, 0 for padding. */
  readonly mask?: readonly number[];
  /** Places that one other place does not read, in any layer and head. */
  readonly cut?: readonly Cut[];
  /** Heads that hand over zeros. */
  readonly off?: readonly Head[];
  /** The row of a token ID, where it is not the checkpoint's. */
  readonly row?: (id: number) => Float32Array;
  /** Leave out of the last layer what no answer needs: every row but the first, which the head reads. */
  readonly answerOnly?: boolean;
}

/**
 * Run one text through the classifier.
 *
 * Shapes, with T tokens, A heads and the hidden size H: `embeddings…`, `layer.N.query` and the like (T, H),
 * `layer.N.attention` (A, T, T), `layer.N.intermediate` (T, 4 H), `head.start` and `head.dense` (H), `logits` and
 * `probabilities` (labels).
 */
export function trace(checkpoint: Checkpoint, ids: readonly number[], options: Options = {}): Trace {
  const { num_hidden_layers: layers } = checkpoint.index.config;
  const steps: Trace = new Map();
  const keep = (name: string, rows: Rows): Rows => {
    steps.set(name, { shape: [rows.data.length / rows.width, rows.width], data: rows.data });
    return rows;
  };
  let states = embed(checkpoint, ids, keep, options.row);
  for (let layer = 0; layer < layers; layer++) {
    const off = (options.off ?? []).filter(([number]) => number === layer).map(([, head]) => head);
    const rows = options.answerOnly && layer === layers - 1 ? 1 : ids.length;
    states = runLayer(checkpoint, layer, states, rows, steps, keep, off, blocked(ids.length, options));
  }
  const start = states.data.subarray(0, states.width);
  const { dense, logits } = classifier(checkpoint, start);
  steps.set("head.start", { shape: [start.length], data: start });
  steps.set("head.dense", { shape: [dense.length], data: dense });
  steps.set("logits", { shape: [logits.length], data: logits });
  steps.set("probabilities", { shape: [logits.length], data: softmax(logits) });
  return steps;
}

/** The steps that hold the hidden states: before the first layer, and after each. */
export function stateNames({ index }: Checkpoint): string[] {
  const layers = Array.from({ length: index.config.num_hidden_layers }, (_, layer) => `layer.${layer}.output`);
  return ["embeddings", ...layers];
}

/** The classification head on one vector: dense, tanh, and a logit for each label. */
export function classifier(checkpoint: Checkpoint, start: Float32Array): { dense: Float32Array; logits: Float32Array } {
  const width = start.length;
  const dense = linear(checkpoint, "classifier.dense", { data: start, width }).data.map(Math.tanh);
  return { dense, logits: linear(checkpoint, "classifier.out_proj", { data: dense, width }).data };
}

/** Numbers as probabilities, which add up to 1. */
export function softmax(scores: Float32Array): Float32Array {
  const probabilities = scores.slice();
  softmaxInPlace(probabilities);
  return probabilities;
}

function softmaxInPlace(scores: Float32Array): void {
  let largest = Number.NEGATIVE_INFINITY;
  for (const score of scores) largest = Math.max(largest, score);
  let sum = 0;
  for (let place = 0; place < scores.length; place++) {
    scores[place] = Math.exp(scores[place] - largest);
    sum += scores[place];
  }
  for (let place = 0; place < scores.length; place++) scores[place] /= sum;
}

/** The place of each token as RoBERTa counts it: from the one after the padding's ID; padding itself has that ID. */
export function positions(ids: readonly number[], padding: number): number[] {
  let place = padding;
  return ids.map((id) => (id === padding ? padding : ++place));
}

/** For each pair of places, looks × seen, 1 where nothing is read; null where everything is. */
function blocked(tokens: number, { mask, cut = [] }: Options): Uint8Array | null {
  if (!mask && !cut.length) return null;
  const pairs = new Uint8Array(tokens * tokens);
  if (mask) for (let pair = 0; pair < pairs.length; pair++) pairs[pair] = mask[pair % tokens] ? 0 : 1;
  for (const [looks, seen] of cut) pairs[looks * tokens + seen] = 1;
  return pairs;
}

type Keep = (name: string, rows: Rows) => Rows;

function embed(
  checkpoint: Checkpoint,
  ids: readonly number[],
  keep: Keep,
  row = (id: number) => checkpoint.row(id),
): Rows {
  const { hidden_size: width, pad_token_id: padding } = checkpoint.index.config;
  const table = checkpoint.tensor("roberta.embeddings.position_embeddings.weight");
  const type = checkpoint.tensor("roberta.embeddings.token_type_embeddings.weight");
  const word = new Float32Array(ids.length * width);
  const position = new Float32Array(ids.length * width);
  ids.forEach((id, token) => {
    word.set(row(id), token * width);
  });
  positions(ids, padding).forEach((place, token) => {
    position.set(table.subarray(place * width, (place + 1) * width), token * width);
  });
  const tokenType = word.map((_, place) => type[place % width]);
  const sum = word.map((number, place) => number + position[place] + tokenType[place]);
  keep("embeddings.word", { data: word, width });
  keep("embeddings.position", { data: position, width });
  keep("embeddings.token_type", { data: tokenType, width });
  keep("embeddings.sum", { data: sum, width });
  return keep("embeddings", layerNorm(checkpoint, "roberta.embeddings.LayerNorm", { data: sum, width }));
}

/** One layer, for the first `count` rows; these read from all. */
function runLayer(
  checkpoint: Checkpoint,
  number: number,
  states: Rows,
  count: number,
  steps: Trace,
  keep: Keep,
  off: readonly number[],
  blocked: Uint8Array | null,
): Rows {
  const [stored, name] = [`roberta.encoder.layer.${number}`, `layer.${number}`];
  const looking = { data: states.data.subarray(0, count * states.width), width: states.width };
  const projected = (part: string, rows: Rows) =>
    keep(`${name}.${part}`, linear(checkpoint, `${stored}.attention.self.${part}`, rows));
  const query = projected("query", looking);
  const [key, value] = [projected("key", states), projected("value", states)];
  const heads = checkpoint.index.config.num_attention_heads;
  const weights = attention(checkpoint, query, key, heads, blocked);
  steps.set(`${name}.attention`, { shape: [heads, count, states.data.length / states.width], data: weights });
  const mixed = keep(`${name}.mixed`, mix(checkpoint, weights, value, heads, off));
  const attended = keep(
    `${name}.attention_output`,
    layerNorm(
      checkpoint,
      `${stored}.attention.output.LayerNorm`,
      add(looking, linear(checkpoint, `${stored}.attention.output.dense`, mixed)),
    ),
  );
  const intermediate = keep(`${name}.intermediate`, gelus(widened(checkpoint, number, attended)));
  return keep(
    `${name}.output`,
    layerNorm(
      checkpoint,
      `${stored}.output.LayerNorm`,
      add(attended, linear(checkpoint, `${stored}.output.dense`, intermediate)),
    ),
  );
}

/** The first half of a layer's feed-forward part, before GELU: rows four times as wide. */
export function widened(checkpoint: Checkpoint, layer: number, attended: Rows): Rows {
  return linear(checkpoint, `roberta.encoder.layer.${layer}.intermediate.dense`, attended);
}

/** How much each token takes from each, in each head: the softmax of q · k / √d over the places that are read. */
function attention({ kernel }: Checkpoint, query: Rows, key: Rows, heads: number, blocked: Uint8Array | null) {
  const depth = query.width / heads;
  const [count, tokens] = [query.data.length / query.width, key.data.length / key.width];
  const weights = new Float32Array(heads * count * tokens);
  for (let head = 0; head < heads; head++) {
    const scores = kernel.products(ofHead(query, head, depth), ofHead(key, head, depth), depth);
    for (let pair = 0; pair < scores.length; pair++) {
      scores[pair] = blocked?.[pair] ? Number.NEGATIVE_INFINITY : scores[pair] / Math.sqrt(depth);
    }
    for (let looks = 0; looks < count; looks++) softmaxInPlace(scores.subarray(looks * tokens, (looks + 1) * tokens));
    weights.set(scores, head * scores.length);
  }
  return weights;
}

/** Each head's averages of the values, side by side; a head that is off hands over zeros. */
function mix({ kernel }: Checkpoint, weights: Float32Array, value: Rows, heads: number, off: readonly number[]): Rows {
  const { width } = value;
  const [tokens, depth] = [value.data.length / width, width / heads];
  const count = weights.length / heads / tokens;
  const mixed = new Float32Array(count * width);
  for (let head = 0; head < heads; head++) {
    if (off.includes(head)) continue;
    const own = weights.subarray(head * count * tokens, (head + 1) * count * tokens);
    const means = kernel.products(own, transposed(ofHead(value, head, depth), depth), tokens);
    for (let looks = 0; looks < count; looks++) {
      mixed.set(means.subarray(looks * depth, (looks + 1) * depth), looks * width + head * depth);
    }
  }
  return { data: mixed, width };
}

/** The part of each row that belongs to a head. */
export function ofHead({ data, width }: Rows, head: number, depth: number): Float32Array {
  const part = new Float32Array((data.length / width) * depth);
  for (let row = 0; row * width < data.length; row++) {
    part.set(data.subarray(row * width + head * depth, row * width + (head + 1) * depth), row * depth);
  }
  return part;
}

function transposed(data: Float32Array, width: number): Float32Array {
  const rows = data.length / width;
  const turned = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) turned[column * rows + row] = data[row * width + column];
  }
  return turned;
}

/** Rows times a stored matrix, plus its bias. */
function linear(checkpoint: Checkpoint, name: string, rows: Rows): Rows {
  const [weight, bias] = [checkpoint.tensor(`${name}.weight`), checkpoint.tensor(`${name}.bias`)];
  return { data: checkpoint.kernel.linear(rows.data, weight, bias), width: bias.length };
}

/** Bring each row to mean 0 and standard deviation 1, then scale and shift it (Ba et al., 2016). */
function layerNorm(checkpoint: Checkpoint, name: string, rows: Rows): Rows {
  const [scale, shift] = [checkpoint.tensor(`${name}.weight`), checkpoint.tensor(`${name}.bias`)];
  const epsilon = checkpoint.index.config.layer_norm_eps;
  const { width } = rows;
  const data = new Float32Array(rows.data.length);
  for (let begin = 0; begin < data.length; begin += width) {
    let [sum, squares] = [0, 0];
    for (let place = 0; place < width; place++) sum += rows.data[begin + place];
    const mean = sum / width;
    for (let place = 0; place < width; place++) squares += (rows.data[begin + place] - mean) ** 2;
    const factor = 1 / Math.sqrt(squares / width + epsilon);
    for (let place = 0; place < width; place++) {
      data[begin + place] = (rows.data[begin + place] - mean) * factor * scale[place] + shift[place];
    }
  }
  return { data, width };
}

function add(first: Rows, second: Rows): Rows {
  const data = first.data.slice();
  for (let place = 0; place < data.length; place++) data[place] += second.data[place];
  return { data, width: first.width };
}

/** x times the share of a normal distribution that lies below x (Hendrycks & Gimpel, 2016). */
export function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

// Thousands of numbers go through GELU in every layer: they are looked up, and between two places it is taken as straight.
const [EDGE, PER_ONE] = [8, 1024];
const GELU = Float64Array.from({ length: 2 * EDGE * PER_ONE + 2 }, (_, place) => gelu(place / PER_ONE - EDGE));

/** GELU of every number of some rows. */
function gelus({ data, width }: Rows): Rows {
  const bent = data.slice();
  for (let at = 0; at < bent.length; at++) {
    const x = bent[at];
    const place = (x + EDGE) * PER_ONE;
    const below = Math.floor(place);
    if (x <= -EDGE) bent[at] = 0;
    else if (x < EDGE) bent[at] = GELU[below] + (place - below) * (GELU[below + 1] - GELU[below]);
  }
  return { data: bent, width };
}

/** The error function, to 1.5e-7 (Abramowitz & Stegun, 1964, 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}
