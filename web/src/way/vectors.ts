/** Chapter 2: each ID as a row of numbers, and how the row of one piece is made. */

import { rowsOf } from "../engine/vectors";
import type { Engine } from "../explorers/base";
import { html, type Markup, number, table } from "../views/html";
import { drawnToken } from "../views/tokens";
import { foldedTable, named, running, size, strip } from "./parts";
import { type Run, row } from "./run";
import type { State } from "./state";

/** What is added up for a piece, and what comes of it: names of steps, and what they are called here. */
const SUMMANDS = [
  ["embeddings.word", "ID's row"],
  ["embeddings.position", "+ position"],
  ["embeddings.token_type", "+ token type"],
] as const;
const SUM = ["embeddings.sum", "= sum"] as const;
const NORMED = ["embeddings", "LayerNorm"] as const;

export function vectorsChapter(engine: Engine, run: Run, state: State): Markup {
  const { pieces, steps } = run;
  const width = engine.checkpoint.index.config.hidden_size;
  const vectors = rowsOf(steps.get("embeddings")!.data, width);
  const most = size(...vectors);
  const all = pieces.map(
    (piece, place) =>
      html`<div class="${place === state.piece ? "chosen" : ""}">${strip(running(piece, true), vectors[place], most)}</div>`,
  );
  const values = foldedTable("vectors", state.tables, "All rows as a table");
  return html`<p>Each row has ${width} numbers. The darkest violet is −${number(most, 1)}, white is 0, the darkest green ${number(most, 1)}. A frame marks the cell that is written out below.</p><div class="strips" data-cells="${width}" style="--cell:${state.cell}">${all}</div>${values}${sum(run, state, width)}`;
}

export function vectorsTable(engine: Engine, { pieces, steps }: Run): Markup {
  const width = engine.checkpoint.index.config.hidden_size;
  const vectors = rowsOf(steps.get("embeddings")!.data, width);
  return table(
    "What enters the first layer",
    ["piece", ...Array.from({ length: width }, (_, cell) => String(cell + 1))],
    pieces.map((piece, place) => [drawnToken(piece), ...Array.from(vectors[place], (value) => number(value, 2))]),
    "grid",
  );
}

/** The three rows that are added up for the chosen piece, one number of them in words. */
function sum({ pieces, steps }: Run, state: State, width: number): Markup {
  const parts = [...SUMMANDS, SUM].map(([name, label]) => [label, row(steps, name, state.piece)] as const);
  const normed = row(steps, NORMED[0], state.piece);
  const most = size(...parts.map(([, vector]) => vector));
  const at = (vector: Float32Array) => number(vector[state.cell], 3);
  const [word, position, type, total] = parts.map(([, vector]) => at(vector));
  const strips = parts.map(([label, vector]) => strip(label, vector, most));
  const values = foldedTable("sum", state.tables, "These rows as a table");
  return html`<div class="box"><p class="heading">How the row of ${named(pieces[state.piece])} is made</p><div class="strips" data-cells="${width}" style="--cell:${state.cell}">${strips}${strip(NORMED[1], normed, size(normed))}</div><label class="slider">Cell <input type="range" id="cell" data-name="cell" min="0" max="${width - 1}" value="${state.cell}" aria-valuetext="${state.cell + 1} of ${width}: ${at(normed)}"></label><p class="sum">Cell ${state.cell + 1}: ID's row ${word}, position ${position}, token type ${type}; together ${total}, after LayerNorm ${at(normed)}.</p>${values}</div>`;
}

export function sumTable(engine: Engine, { steps }: Run, state: State): Markup {
  const parts = [...SUMMANDS, SUM, NORMED];
  const rows = parts.map(([name]) => row(steps, name, state.piece));
  return table(
    "The chosen piece's row",
    ["cell", ...parts.map(([, label]) => label)],
    Array.from({ length: engine.checkpoint.index.config.hidden_size }, (_, cell) => [
      String(cell + 1),
      ...rows.map((vector) => number(vector[cell], 3)),
    ]),
  );
}
