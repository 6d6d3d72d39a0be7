/** Chapter 4: from the first piece's vector to three probabilities. */

import { softmax } from "../engine/model";
import type { Engine } from "../explorers/base";
import { html, type Markup, number, table } from "../views/html";
import { answer, barCell, signedBarCell } from "../views/numbers";
import { foldedTable, size, strip } from "./parts";
import type { Run } from "./run";
import type { State } from "./state";

export function headChapter({ checkpoint }: Engine, { steps }: Run, state: State): Markup {
  const { labels } = checkpoint;
  const [start, dense, logits] = ["head.start", "head.dense", "logits"].map((name) => steps.get(name)!.data);
  const { temperature } = state;
  const divided = logits.map((logit) => logit / temperature);
  const powers = divided.map(Math.exp);
  const total = powers.reduce((sum, power) => sum + power, 0);
  const shares = softmax(divided);
  const most = size(logits);
  const rows = labels.map((label, place) => [
    label,
    signedBarCell(logits[place], most),
    number(divided[place], 2),
    number(powers[place], 2),
    barCell(shares[place], label),
  ]);
  const at = number(temperature, 2);
  const columns = ["label", "logit", `÷ ${at}`, "e to that", `÷ ${number(total, 2)}`];
  const values = foldedTable("head", state.tables, "The two rows as a table");
  return html`<div class="strips">${strip("<s>", start, size(start))}${strip("tanh", dense, size(dense))}</div>${values}${table("From logits to probabilities", columns, rows)}<label class="slider">Temperature <input type="range" id="temperature" data-name="temperature" data-power min="-1" max="1" step="0.05" value="${Math.log10(temperature).toFixed(2)}" aria-valuetext="${at}"> <output>${at}</output></label><p>Each logit is divided by the temperature, ${at}; <em>e</em> is raised to that; these three numbers add up to ${number(total, 2)}, by which each is divided: ${answer(labels, shares)}. The temperature changes neither the logits nor which of them is the largest.</p>`;
}

export function headTable(_: Engine, { steps }: Run): Markup {
  const [start, dense] = ["head.start", "head.dense"].map((name) => steps.get(name)!.data);
  return table(
    "The row of <s>, and what the dense layer and tanh make of it",
    ["cell", "<s>", "tanh"],
    Array.from(start, (value, place) => [String(place + 1), number(value, 3), number(dense[place], 3)]),
  );
}
