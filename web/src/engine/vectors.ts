/** Comparing vectors, as helpers/vectors.py: neighbours in the table, likeness of tokens, a view in two dimensions. */

import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Checkpoint } from "./checkpoint";
import { stateNames, trace } from "./model";

const TINY = 1e-8; // what the lengths of rows of zeros count as, so that nothing is divided by 0

const TIE = 1e-4; // of their size, within which two numbers count as equal: rounding differs between machines

export type Measure = "cosine" | "dot product";

export interface Neighbour {
  readonly id: number;
  readonly score: number;
}

/** The tokens whose rows are nearest to a token's own, nearest first, itself left out. The whole table has to be there. */
export function nearest(checkpoint: Checkpoint, id: number, count: number, measure: Measure): Neighbour[] {
  const row = checkpoint.row(id);
  const length = norm(row); // of the row that all others are compared with
  const other = new Float32Array(row.length);
  const best: Neighbour[] = [];
  for (let candidate = 0; candidate < checkpoint.index.config.vocab_size; candidate++) {
    if (candidate === id) continue;
    const product = dot(row, checkpoint.row(candidate, other));
    const score = measure === "cosine" ? product / Math.max(length * norm(other), TINY) : product;
    if (best.length === count && score <= best[count - 1].score) continue;
    const place = best.findIndex((one) => one.score < score);
    best.splice(place < 0 ? best.length : place, 0, { id: candidate, score });
    best.length = Math.min(best.length, count);
  }
  return best;
}

/** One text's vectors before the first layer and after each: for each of these, a vector a token. */
export function layerVectors(checkpoint: Checkpoint, ids: readonly number[]): Float32Array[][] {
  const steps = trace(checkpoint, ids);
  return stateNames(checkpoint).map((name) => rowsOf(steps.get(name)!.data, checkpoint.index.config.hidden_size));
}

/** In words, where the vectors of `layerVectors` at a place come from. */
export function layerName(layer: number, layers: number): string {
  return layer ? `after layer ${layer} of ${layers}` : "embeddings, before any layer";
}

/** Numbers cut into rows. */
export function rowsOf(data: Float32Array, width: number): Float32Array[] {
  return Array.from({ length: data.length / width }, (_, row) => data.subarray(row * width, (row + 1) * width));
}

/** The place of the largest number; the first of several. */
export function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let place = 1; place < values.length; place++) if (values[place] > values[best]) best = place;
  return best;
}

/** The mean of some rows. */
export function mean(rows: readonly Float32Array[]): Float32Array {
  return rows[0].map((_, place) => rows.reduce((sum, row) => sum + row[place], 0) / rows.length);
}

export function dot(first: Float32Array, second: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < first.length; place++) sum += first[place] * second[place];
  return sum;
}

/** The length of a vector. */
export function norm(vector: Float32Array): number {
  return Math.sqrt(dot(vector, vector));
}

/** How alike two vectors are in direction; 0 for a row of zeros. */
export function cosine(first: Float32Array, second: Float32Array): number {
  return dot(first, second) / Math.max(norm(first) * norm(second), TINY);
}

/** The cosine of every vector of one text with every vector of another. */
export function cosineMap(first: readonly Float32Array[], second: readonly Float32Array[]): number[][] {
  return first.map((a) => second.map((b) => cosine(a, b)));
}

export type Point = [across: number, up: number];

/**
 * Points of a plane, turned and mirrored so that they lie as near as possible to others (Schönemann, 1966). A plane's two
 * directions are free in that respect, and a picture that does not jump is easier to follow.
 */
export function turned(points: readonly Point[], like: readonly Point[]): Point[] {
  const product = new Matrix(points as Point[]).transpose().mmul(new Matrix(like as Point[]));
  const { leftSingularVectors: left, rightSingularVectors: right } = new SingularValueDecomposition(product);
  const turn = left.mmul(right.transpose());
  return new Matrix(points as Point[]).mmul(turn).to2DArray() as Point[];
}

export interface Plane {
  readonly points: Point[];
  /** The share of the whole variance that each of the two directions holds. */
  readonly shares: [number, number];
}

/**
 * Project vectors on the two directions in which they differ most (principal component analysis; Pearson, 1901).
 * A direction's sign is free; here the entry furthest from 0 is positive, and the first of several that are as far.
 */
export function principalPlane(vectors: readonly Float32Array[]): Plane {
  const centred = new Matrix(vectors.map((vector) => Array.from(vector))).center("column");
  const { diagonal, leftSingularVectors } = new SingularValueDecomposition(centred, { autoTranspose: true });
  const variances = diagonal.map((length) => length ** 2);
  const all = Math.max(
    variances.reduce((sum, variance) => sum + variance, 0),
    1e-12,
  );
  const directions = [0, 1].map((direction) => {
    const entries = vectors.map((_, row) => leftSingularVectors.get(row, direction) * diagonal[direction]);
    const distance = Math.max(...entries.map(Math.abs));
    const furthest = entries.find((entry) => Math.abs(entry) >= (1 - TIE) * distance)!;
    return furthest < 0 ? entries.map((entry) => -entry) : entries;
  });
  return {
    points: vectors.map((_, row) => [directions[0][row], directions[1][row]]),
    shares: [variances[0] / all, variances[1] / all],
  };
}
