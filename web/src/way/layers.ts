/** Chapter 3: what each piece reads from the others, layer by layer and head by head, and the answer on the way. */

import { gelu, ofHead, widened } from "../engine/model";
import { largest, rowsOf } from "../engine/vectors";
import type { Engine } from "../explorers/base";
import { cell, html, type Markup, number, percent, table } from "../views/html";
import { barCell } from "../views/numbers";
import { drawnToken } from "../views/tokens";
import { heatMap } from "../views/views";
import {
  answerBar,
  cells,
  foldedTable,
  label,
  mostRead,
  named,
  pieceRow,
  running,
  sets,
  shaded,
  size,
  strip,
} from "./parts";
import { type Run, reading, readings, row } from "./run";
import { BEFORE, FEED_FORWARD, type State } from "./state";

/** So many columns of a map can have names. */
const MOST_NAMED = 24;

export function layersChapter(engine: Engine, run: Run, state: State): Markup {
  const { num_hidden_layers: layers } = engine.checkpoint.index.config;
  const { pieces } = run;
  const chooser = pieceRow(pieces, {
    id: "reader",
    label: "Whose reading is shown",
    reached: state.piece,
    below: () => "",
    press: (place) => ({ pressed: place === state.piece, sets: sets({ piece: place }) }),
  });
  const cards = Array.from({ length: layers }, (_, layer) => card(engine, run, state, layer));
  const values = foldedTable("readings", state.tables, "All of these readings as a table");
  return html`<p>Whose reading? Now ${named(pieces[state.piece])}.</p>${chooser}${cards}${values}`;
}

export function readingsTable(engine: Engine, run: Run, state: State): Markup {
  const { num_attention_heads: heads } = engine.checkpoint.index.config;
  const { pieces } = run;
  return table(
    `What ${label(pieces[state.piece])} reads from`,
    ["head", ...pieces.map(drawnToken)],
    readings(engine.checkpoint, run, state.piece).map((shares, place) => [
      `layer ${Math.floor(place / heads) + 1}, head ${(place % heads) + 1}`,
      ...Array.from(shares, (share) => number(share, 2)),
    ]),
    "grid",
  );
}

function card(engine: Engine, run: Run, state: State, layer: number): Markup {
  const { labels } = engine.checkpoint;
  const heads = Array.from({ length: engine.checkpoint.index.config.num_attention_heads }, (_, head) =>
    headLine(engine, run, state, layer, head),
  );
  const early = html`<p class="note">If the answer were given here:</p>${answerBar(labels, run.answers[layer + 1])}`;
  const shown = state.stop === BEFORE.answerAfterEachLayer ? "" : early;
  return html`<section class="box layer" id="layer-${layer + 1}" aria-label="Layer ${layer + 1}"><p class="heading">Layer ${layer + 1}</p>${heads}${feedForward(engine, run, state, layer)}${shown}</section>`;
}

function headLine(engine: Engine, run: Run, state: State, layer: number, head: number): Markup {
  const isOpen = state.layer === layer && state.head === head;
  const shares = reading(run, layer, head, state.piece);
  const open = sets(isOpen ? { layer: 0 } : { layer: layer + 1, head: head + 1 });
  const line = html`<button type="button" class="line" id="line-${layer}-${head}" aria-expanded="${String(isOpen)}" data-set="${open}"><span class="number"><span class="unseen">Layer ${layer + 1}, head </span>${head + 1}</span>${shaded(run.pieces, shares)}${mostRead(run.pieces, shares)}</button>`;
  return isOpen ? html`${line}${headDetail(engine, run, state, layer, head)}` : line;
}

/** One head from the inside: the map of all readings, one pair's product, and what is handed on. */
function headDetail(engine: Engine, run: Run, state: State, layer: number, head: number): Markup {
  const { pieces, steps } = run;
  const { hidden_size: width, num_attention_heads: heads } = engine.checkpoint.index.config;
  const depth = width / heads;
  const part = (name: string) => {
    const { data } = steps.get(`layer.${layer}.${name}`)!;
    return rowsOf(ofHead({ data, width }, head, depth), depth);
  };
  const [queries, keys, values, mixed] = ["query", "key", "value", "mixed"].map(part);
  const shares = reading(run, layer, head, state.piece);
  const seen = state.seen ?? largest(shares);
  const query = queries[state.piece];
  const products = keys.map((key) => query.map((value, place) => value * key[place]));
  const dots = products.map((product) => product.reduce((total, value) => total + value, 0));
  const scores = dots.map((dot) => dot / Math.sqrt(depth));
  const weighted = values.map((value, place) => value.map((one) => one * shares[place]));
  const most = size(...weighted, mixed[state.piece]);
  const [looks, other] = [named(pieces[state.piece]), named(pieces[seen])];
  const chooser = pieceRow(pieces, {
    id: "seen",
    label: "Which piece it reads from",
    reached: seen,
    below: (place) => percent(shares[place]),
    press: (place) => ({ pressed: place === seen, sets: sets({ seen: place }) }),
  });
  const pair = [
    strip("query", query, size(query, keys[seen])),
    strip("key", keys[seen], size(query, keys[seen])),
    strip("query × key", products[seen], size(products[seen])),
  ];
  const steps_ = html`<p>The ${depth} products add up to ${number(dots[seen], 2)}. Divided by √${depth} that is <b>${number(scores[seen], 2)}</b>. Softmax makes shares of the ${pieces.length} numbers of this kind: <b>${percent(shares[seen])}</b> for ${other}.</p>`;
  const rows = pieces.map((piece, place) => [
    drawnToken(piece),
    number(dots[place], 2),
    number(scores[place], 2),
    barCell(shares[place]),
    cell(html`<td>${cells(weighted[place], most)}</td>`),
  ]);
  rows.push(["sum", "", "", barCell(1), cell(html`<td>${cells(mixed[state.piece], most)}</td>`)]);
  const mix = table(
    `What head ${head + 1} hands on for ${label(pieces[state.piece])}`,
    ["piece", "q · k", `÷ √${depth}`, "share", "share × value"],
    rows,
  );
  return html`<div class="detail" id="detail"><p class="heading">Layer ${layer + 1}, head ${head + 1}: every piece reads</p>${map(run, state, layer, head, seen)}<p class="heading">How much ${looks} reads from ${other}</p>${chooser}<div class="strips">${pair}</div>${steps_}<p>Of every piece's <em>value</em>, the share is taken. The sum is what this head hands on. The heads' sums, side by side, are multiplied once more and added to the reader's row.</p>${mix}</div>`;
}

/** Every pair as a cell: a row for each piece that reads, a column for each that is read. */
function map(run: Run, state: State, layer: number, head: number, seen: number): Markup {
  const { pieces } = run;
  const rows = pieces.map((piece, looks) => {
    const name = looks === state.piece ? "map-row chosen" : "map-row";
    return html`<div class="${name}"><span class="name">${running(piece)}</span>${cells(reading(run, layer, head, looks), 1, "shares")}</div>`;
  });
  const said = `Layer ${layer + 1}, head ${head + 1}: ${pieces.length} rows, one for each piece that reads; in each, a cell for each piece, the darker the more is read.`;
  const values = foldedTable("map", state.tables, "The map as a table");
  const columns = pieces.map((piece) => html`<span>${running(piece)}</span>`);
  const top = pieces.length <= MOST_NAMED ? html`<div class="map-head" aria-hidden="true">${columns}</div>` : "";
  return html`<div class="map" style="--n:${pieces.length};--seen:${seen}">${top}<div class="map-of-pairs" role="img" aria-label="${said}" data-pairs="${pieces.length}">${rows}</div></div><p class="note">Rows read, columns are read, in the same order. The frame marks the pair below.</p>${values}`;
}

/** The open head's map in numbers. */
export function mapTable(_: Engine, run: Run, { layer, head }: State): Markup {
  if (layer === null || head === FEED_FORWARD) return html``;
  return heatMap(
    "Share that the row's piece reads from the column's",
    "reads",
    run.pieces,
    run.pieces,
    (looks, place) => reading(run, layer, head, looks)[place],
  );
}

/** What a layer does with each piece alone: four times as many numbers, GELU, and back. */
function feedForward({ checkpoint }: Engine, { pieces, steps }: Run, state: State, layer: number): Markup {
  const { intermediate_size: wide, hidden_size: width } = checkpoint.index.config;
  const isOpen = state.layer === layer && state.head === FEED_FORWARD;
  const open = sets(isOpen ? { layer: 0 } : { layer: layer + 1, head: FEED_FORWARD });
  const line = html`<button type="button" class="line feed" id="line-${layer}-feed" aria-expanded="${String(isOpen)}" data-set="${open}"><span class="unseen">Layer ${layer + 1}: </span>then each piece alone (feed-forward): ${width} → ${wide} → ${width} numbers</button>`;
  if (!isOpen) return line;
  const attended = row(steps, `layer.${layer}.attention_output`, state.piece);
  const before = widened(checkpoint, layer, { data: attended, width }).data;
  const after = before.map(gelu);
  const above = after.filter((value) => value > 0).length;
  const output = row(steps, `layer.${layer}.output`, state.piece);
  const most = size(before, after);
  const strips = [
    strip("in", attended, size(attended)),
    strip(`${wide} before`, before, most),
    strip("after GELU", after, most),
    strip("out", output, size(output)),
  ];
  return html`${line}<div class="detail" id="detail"><p class="heading">${named(pieces[state.piece])} in the feed-forward part of layer ${layer + 1}</p><div class="strips">${strips}</div><p>GELU leaves ${above} of the ${wide} numbers above 0. All others end between ${number(Math.min(...after), 2)} and 0. What comes out is added to what came in, and LayerNorm makes the next row.</p></div>`;
}
