/** The engine as a process that answers lines of JSON, for the tests that compare it with Python. Call: node server.mjs FOLDER */

import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import index from "../src/checkpoint-index";
import { occlusion } from "../src/engine/attribution";
import { Checkpoint } from "../src/engine/checkpoint";
import { lookInside } from "../src/engine/layers";
import { mergesOf, wordsOf } from "../src/engine/merges";
import { type Options, trace } from "../src/engine/model";
import { groups, joinedText, parseIds, piecesOfIds, splitText, truncate } from "../src/engine/pieces";
import { visibleParts } from "../src/engine/text";
import { cosineMap, layerVectors, type Measure, nearest, principalPlane } from "../src/engine/vectors";
import { type Extension, extend, piecesOfWords, rowOf, type Start } from "../src/engine/vocabulary";
import { COMPUTE } from "../src/explorers";
import type { Settings } from "../src/explorers/base";
import { fromAddress, START } from "../src/way/state";

const folder = process.argv[2];
const checkpoint = new Checkpoint(index, (name) => readFile(`${folder}/${name}.bin`));
const tokenizer = await checkpoint.tokenizer();
await checkpoint.bringCore();
await checkpoint.bringTable();

const bytes = (data: Uint8Array) => Buffer.from(data).toString("hex");
const numbers = (data: Float32Array) => Array.from(data);

function extended(steps: [string[], Start, boolean][]): Extension {
  return steps.reduce<Extension>((before, step) => extend(checkpoint, before, ...step), { tokenizer, rows: [] });
}

/** What a test can ask for, by name; each takes the arguments of one line. */
const ANSWERS = {
  encode: (texts: string[]) => texts.map((text) => tokenizer.encode(text)),
  visible: (text: string) => visibleParts(text),
  pieces: (text: string, ends: boolean, words: string[] = [], whole = true) => {
    const pieces = splitText(words.length ? tokenizer.with(words, whole) : tokenizer, text, ends);
    return {
      pieces: pieces.map(({ id, token, data, kind, continues }) => [id, token, bytes(data), kind, continues]),
      groups: groups(pieces).map((group) => group.length),
      text: joinedText(pieces),
    };
  },
  truncated: (text: string, limit: number) => truncate(splitText(tokenizer, text), limit).map(({ id }) => id),
  ofIds: (typed: string) => {
    const pieces = piecesOfIds(tokenizer, parseIds(typed));
    return { text: joinedText(pieces), pieces: pieces.map(({ id, data }) => [id, bytes(data)]) };
  },
  trace: (ids: number[], options: Options) =>
    Object.fromEntries(
      [...trace(checkpoint, ids, options)].map(([name, { shape, data }]) => [name, [shape, numbers(data)]]),
    ),
  words: (text: string) => {
    const pieces = splitText(tokenizer, text);
    return wordsOf(tokenizer, text, pieces).map((word) => ({ ...word, merges: mergesOf(tokenizer, word.text) }));
  },
  address: (hash: string) => fromAddress(hash),
  start: () => ({ ...START, guess: "" }),
  view: (name: keyof typeof COMPUTE, settings: Settings) =>
    COMPUTE[name]({ checkpoint, tokenizer }, settings, async () => {}),
  inside: (ids: number[], off: [number, number][]) => lookInside(checkpoint, ids, off).answers.map(numbers),
  occlusion: (ids: number[], label: number) => occlusion(checkpoint, ids, label),
  nearest: (id: number, count: number, measure: Measure) => nearest(checkpoint, id, count, measure),
  plane: (ids: number[], layer: number) => principalPlane(layerVectors(checkpoint, ids)[layer]),
  cosines: (first: number[], second: number[], layer: number) =>
    cosineMap(layerVectors(checkpoint, first)[layer], layerVectors(checkpoint, second)[layer]),
  extend: (steps: [string[], Start, boolean][], text: string) => {
    const { tokenizer: longer, rows } = extended(steps);
    const ids = longer.encode(text);
    return {
      ids,
      rows: rows.map(({ word, id, pieces, row }) => [word, id, pieces, numbers(row)]),
      pieces: piecesOfWords(longer, [text]),
      logits: numbers(trace(checkpoint, ids, { row: rowOf(checkpoint, rows) }).get("logits")!.data),
    };
  },
};

process.stdout.write('"ready"\n');
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...rest] = JSON.parse(line);
  let answer: unknown;
  try {
    answer = { result: await (ANSWERS[name as keyof typeof ANSWERS] as (...rest: unknown[]) => unknown)(...rest) };
  } catch (error) {
    answer = { error: (error as Error).message };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
